package dev.realtime.actuate;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.realtime.CloseReason;
import dev.realtime.Position;
import dev.realtime.Transport;
import dev.realtime.bus.BusStatus;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.Drain;
import dev.realtime.connection.RegisteredConnection;
import dev.realtime.hub.ConnectionReport;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubReport;
import dev.realtime.hub.HubStats;
import dev.realtime.hub.LaneSurvey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;

/**
 * The endpoint {@code realtime}: how this node does, who is connected to it, and, where
 * access is not limited to reading, a way to close connections and to drain the node.
 * HTTP and JMX have extensions with what goes beyond the first.
 * <p>
 * Thread-safe. Nothing is done on the threads that connections live on but one short task
 * for each, see {@link LaneSurvey}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "realtime", defaultAccess = Access.READ_ONLY)
public class RealtimeEndpoint {

	private static final Log logger = LogFactory.getLog(RealtimeEndpoint.class);

	private static final int DEFAULT_TOP = 10;

	private static final int MAX_TOP = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final RealtimeNode node;

	private final RealtimeBus bus;

	private final Hub hub;

	private final ConnectionRegistry registry;

	private final Drain drain;

	private final ApplicationEventPublisher events;

	private final LaneSurvey survey;

	private final ConnectionPages pages;

	/**
	 * Create the endpoint.
	 * @param node what this node is
	 * @param bus the engine
	 * @param hub carries its events
	 * @param registry who is connected
	 * @param drain drains the node
	 * @param events told that the node refuses traffic
	 */
	public RealtimeEndpoint(RealtimeNode node, RealtimeBus bus, Hub hub, ConnectionRegistry registry, Drain drain,
			ApplicationEventPublisher events) {
		this.node = node;
		this.bus = bus;
		this.hub = hub;
		this.registry = registry;
		this.drain = drain;
		this.events = events;
		this.survey = new LaneSurvey(hub, Schedulers.boundedElastic());
		this.pages = new ConnectionPages(registry, this.survey);
	}

	/**
	 * How this node does.
	 * @param top how many topics and slow consumers to list, 1 to 100, or {@code null}
	 * for 10
	 * @return the answer; fails with an {@link InvalidEndpointRequestException}
	 */
	@ReadOperation
	public Mono<RealtimeDescriptor> realtime(@Nullable Integer top) {
		return Mono.defer(() -> {
			int max = within("top", top, DEFAULT_TOP, 1, MAX_TOP);
			return Mono.zip(logTop(), this.survey.behind(max)).map((both) -> describe(both.getT1(), both.getT2(), max));
		}).subscribeOn(Schedulers.boundedElastic());
	}

	private Mono<Optional<String>> logTop() {
		return this.bus.read(new ReadRequest(Map.of(), ReadRequest.UNLIMITED, 1))
			.map(ReadResult::top)
			.map((top) -> Optional.of(top.toString()))
			.defaultIfEmpty(Optional.empty())
			.timeout(PATIENCE)
			.onErrorResume((error) -> {
				logger.debug("The top of the log could not be read", error);
				return Mono.just(Optional.empty());
			})
			.publishOn(Schedulers.boundedElastic());
	}

	private RealtimeDescriptor describe(Optional<String> top, HubReport report, int max) {
		BusStatus status = this.bus.status();
		HubStats stats = this.hub.stats();
		Duration age = status.probeAge();
		Collection<RegisteredConnection> connected = this.registry.connected();
		List<RealtimeDescriptor.Lane> lanes = report.lanes()
			.stream()
			.map((lane) -> new RealtimeDescriptor.Lane(lane.answered(), lane.connections(), text(lane.position())))
			.toList();
		return new RealtimeDescriptor(this.node.name(),
				new RealtimeDescriptor.Engine(this.node.engine(), status.up(), (age != null) ? age.toMillis() : null),
				this.registry.isDraining(),
				new RealtimeDescriptor.Positions(top.orElse(null), text(report.position()), lanes), this.node.limits(),
				new RealtimeDescriptor.Connections(connected.size(), byTransport(connected), stats.behind()),
				new RealtimeDescriptor.Topics(stats.topics(), stats.subscriptions(),
						new TopicCounts(connected).top(max)),
				report.found()
					.sorted(ConnectionReport.WORST_FIRST)
					.limit(max)
					.map(RealtimeEndpoint::slowConsumer)
					.toList());
	}

	private static Map<String, Integer> byTransport(Collection<RegisteredConnection> connected) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		for (Transport transport : Transport.values()) {
			counts.put(word(transport), 0);
		}
		connected.forEach((connection) -> counts.merge(word(connection.info().transport()), 1, Integer::sum));
		return counts;
	}

	private static RealtimeDescriptor.SlowConsumer slowConsumer(ConnectionReport report) {
		return new RealtimeDescriptor.SlowConsumer(report.info().id(), word(report.info().transport()),
				user(report.info().user().name()), text(report.position()),
				(report.missed() >= 0) ? report.missed() : null, report.waiting().toMillis());
	}

	/**
	 * A page of this node's connections, the oldest first.
	 * @param user whose, exactly; empty for those of nobody, {@code null} for all
	 * @param topic only those that follow it, or {@code null}
	 * @param page which page, from 0 on, or {@code null} for the first
	 * @param size how many on a page, 1 to 500, or {@code null} for 50
	 * @return the page; fails with an {@link InvalidEndpointRequestException}
	 */
	public Mono<ConnectionsDescriptor> connections(@Nullable String user, @Nullable String topic,
			@Nullable Integer page, @Nullable Integer size) {
		return Mono.defer(() -> this.pages.page(user, topic, page, size)).subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * One connection of this node.
	 * @param id its id
	 * @return the connection; empty if there is none
	 */
	public Mono<ConnectionsDescriptor.Connection> connection(String id) {
		return Mono.defer(() -> Mono.justOrEmpty(this.registry.find(id)))
			.flatMap((found) -> this.pages.describe(List.of(found)))
			.map((described) -> described.get(0))
			.subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * Close a stream or a waiting long poll of this node with
	 * {@link CloseReason#CLOSED_BY_APP}: the client is told and stays away.
	 * @param id its id
	 * @return one; empty if there is no such connection here
	 */
	public Mono<ClosedDescriptor> closeConnection(String id) {
		return Mono.fromSupplier(() -> this.registry.find(id)).map((found) -> {
			found.close(CloseReason.CLOSED_BY_APP, -1);
			return new ClosedDescriptor(1);
		});
	}

	/**
	 * Close a user's streams on all nodes, as
	 * {@link dev.realtime.RealtimeConnections#closeUser(String)} does.
	 * @param name the user's name, exactly
	 * @return how many; fails with a {@link dev.realtime.BusUnavailableException} if
	 * other nodes cannot be told now
	 */
	public Mono<ClosedDescriptor> closeUser(String name) {
		return this.registry.closeUser(name).map(ClosedDescriptor::new);
	}

	/**
	 * Have the node refuse new connections and close the open ones over the drain's
	 * duration, as at shutdown, and refuse traffic altogether. Does not wait for the end.
	 * Again changes nothing, nor does a shutdown that follows; only a start takes
	 * connections again.
	 * @return how many connections are left
	 */
	public DrainDescriptor drain() {
		if (!this.registry.isDraining()) {
			logger.info("This node is drained on request");
			AvailabilityChangeEvent.publish(this.events, this, ReadinessState.REFUSING_TRAFFIC);
		}
		this.drain.drain().subscribe(null, (error) -> logger.warn("Connections were not drained", error));
		return new DrainDescriptor(true, this.registry.size());
	}

	static int within(String name, @Nullable Integer value, int fallback, int min, int max) {
		int number = (value != null) ? value : fallback;
		if (number < min || number > max) {
			String allowed = (max == Integer.MAX_VALUE) ? "a whole number, " + min + " or more"
					: "a whole number from " + min + " to " + max;
			throw new InvalidEndpointRequestException(name + " must be " + allowed + ", not " + number,
					name + " is out of range");
		}
		return number;
	}

	static String word(Transport transport) {
		return transport.name().toLowerCase(Locale.ROOT);
	}

	static @Nullable String user(String name) {
		return name.isBlank() ? null : name;
	}

	static @Nullable String text(@Nullable Position position) {
		return (position != null) ? position.toString() : null;
	}

}
