package dev.realtime.actuate;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.bus.BusStatus;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.bus.Retention;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.Drain;
import dev.realtime.connection.Lease;
import dev.realtime.connection.RegisteredConnection;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.Tracing;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import dev.realtime.local.LocalUserQuota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeEndpoint}, with more connections than fit on a page.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeEndpointTests {

	private static final int MANY = 3000;

	private static final RealtimeNode.Limits LIMITS = new RealtimeNode.Limits(0, 0, 0, "close-oldest", 128, 10, 1, 1, 1,
			1, 1);

	private final RealtimeBus bus = new LocalBus(new LocalBusSettings(100, Duration.ofMinutes(1), 100),
			Clock.systemUTC(), new SecureRandom());

	private final ConnectionRegistry registry = new ConnectionRegistry(
			new ConnectionLimits(0, 0, 0, Overflow.CLOSE_OLDEST), new LocalUserQuota(), RealtimeObserver.NOOP);

	private final List<Object> events = new ArrayList<>();

	private final RealtimeEndpoint endpoint = endpoint(this.bus);

	@Test
	void whenManyAreConnectedThenThePagesHaveEachOfThemOnceAndTheOldestFirst() {
		List<String> ids = connectMany();
		List<String> paged = new ArrayList<>();
		for (int page = 0; page <= MANY / 500; page++) {
			ConnectionsDescriptor found = this.endpoint.connections(null, null, page, 500).block();
			assertThat(found.total()).isEqualTo(MANY);
			assertThat(found.page()).isEqualTo(page);
			found.connections().forEach((connection) -> paged.add(connection.id()));
		}
		assertThat(paged).isEqualTo(ids);
	}

	@Test
	void whenSomeAreOfTheSameMomentThenTheirIdsDecideAndTheirTopicsAreInOrder() {
		List<String> ids = IntStream.range(100, 150).mapToObj((i) -> i % 7 + "-" + i).toList();
		ids.forEach((id) -> connect(id, Transport.SSE, "x", 0, "t4", "t2", "t5", "t1", "t3"));
		List<ConnectionsDescriptor.Connection> page = page(0);
		assertThat(page).extracting(ConnectionsDescriptor.Connection::id).hasSameElementsAs(ids).isSorted();
		assertThat(page.get(0).topics()).containsExactly("t1", "t2", "t3", "t4", "t5");
	}

	@Test
	void whenOthersOpenMeanwhileThenAPageKeepsItsConnections() {
		connectMany();
		List<ConnectionsDescriptor.Connection> before = page(7);
		for (int i = 0; i < 100; i++) {
			connect("late" + i, Transport.SSE, "x", MANY + i, "a");
		}
		assertThat(page(7)).isEqualTo(before).hasSize(50);
		assertThat(this.endpoint.connections(null, null, null, null).block().total()).isEqualTo(MANY + 100);
	}

	private List<ConnectionsDescriptor.Connection> page(int page) {
		return this.endpoint.connections(null, null, page, null).block().connections();
	}

	@Test
	void whenAPageIsBeyondTheLastThenItIsEmpty() {
		connectMany();
		assertThat(page(MANY / 50)).isEmpty();
		assertThat(page(Integer.MAX_VALUE)).isEmpty();
	}

	@Test
	void whenAUserOrATopicIsAskedForThenOnlyTheirConnectionsCount() {
		connectMany();
		assertThat(found("u7", null)).hasSize(3).allMatch((found) -> "u7".equals(found.user()));
		assertThat(found(null, "own.u7")).hasSize(3);
		assertThat(found("u7", "own.u8")).isEmpty();
		assertThat(found("nobody", null)).isEmpty();
		assertThat(found("U7", null)).isEmpty();
		connect("anonymous", Transport.SSE, "", 0, "a");
		assertThat(found("", null)).singleElement().satisfies((found) -> assertThat(found.user()).isNull());
	}

	private List<ConnectionsDescriptor.Connection> found(String user, String topic) {
		return this.endpoint.connections(user, topic, null, null).block().connections();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-1 | 50  | page must be a whole number, 0 or more, not -1
			0  | 0   | size must be a whole number from 1 to 500, not 0
			0  | 501 | size must be a whole number from 1 to 500, not 501
			""")
	void whenAPageMakesNoSenseThenItIsSaidWhy(int page, int size, String why) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.connections(null, null, page, size).block())
			.withMessage(why);
	}

	@Test
	void whenManyAreConnectedThenTheyAreCountedByTransportAndByTopic() {
		connectMany();
		RealtimeDescriptor described = this.endpoint.realtime(3).block();
		assertThat(described.connections().total()).isEqualTo(MANY);
		assertThat(described.connections().byTransport())
			.isEqualTo(Map.of("sse", MANY / 3, "websocket", MANY / 3, "long_poll", MANY / 3));
		assertThat(described.topics().top()).containsExactly(new RealtimeDescriptor.Topic("all", MANY),
				new RealtimeDescriptor.Topic("own.u0", 3), new RealtimeDescriptor.Topic("own.u1", 3));
		assertThat(this.endpoint.realtime(null).block().topics().top()).hasSize(10);
		assertThat(described.positions().log()).contains(".0");
		assertThat(described.engine()).isEqualTo(new RealtimeDescriptor.Engine("local", true, null));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.realtime(101).block())
			.withMessage("top must be a whole number from 1 to 100, not 101");
	}

	@Test
	void whenTheLogCannotBeReadThenTheRestIsSaid() {
		RealtimeBus cutOff = mock(RealtimeBus.class);
		given(cutOff.read(any())).willReturn(Mono.error(new IllegalStateException("away")));
		given(cutOff.status()).willReturn(new BusStatus(false, Duration.ofSeconds(21)));
		RealtimeDescriptor described = endpoint(cutOff).realtime(null).block();
		assertThat(described.positions().log()).isNull();
		assertThat(described.positions().node()).isNull();
		assertThat(described.engine()).isEqualTo(new RealtimeDescriptor.Engine("local", false, 21_000L));
	}

	@Test
	void whenTheLogDoesNotAnswerThenTheRestIsSaidAfterASecond() {
		RealtimeBus silent = mock(RealtimeBus.class);
		given(silent.read(any())).willReturn(Mono.never());
		given(silent.status()).willReturn(BusStatus.ALWAYS_UP);
		StepVerifier.withVirtualTime(() -> endpoint(silent).realtime(null))
			.expectSubscription()
			.thenAwait(Duration.ofSeconds(1))
			.assertNext((described) -> assertThat(described.positions().log()).isNull())
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	@Test
	void whenOneIsClosedThenItAloneIsToldSo() {
		Fake alice = connect("c1", Transport.SSE, "alice", 0, "a");
		Fake poll = connect("c2", Transport.LONG_POLL, "alice", 0, "a");
		Fake bob = connect("c3", Transport.SSE, "bob", 0, "a");
		assertThat(this.endpoint.connection("c1").block().user()).isEqualTo("alice");
		assertThat(this.endpoint.closeConnection("c1").block()).isEqualTo(new ClosedDescriptor(1));
		assertThat(this.endpoint.closeConnection("c1").blockOptional()).isEmpty();
		assertThat(this.endpoint.connection("c1").blockOptional()).isEmpty();
		assertThat(alice.reasons).containsExactly(CloseReason.CLOSED_BY_APP);
		assertThat(this.endpoint.closeConnection("c2").block()).isEqualTo(new ClosedDescriptor(1));
		assertThat(poll.reasons).containsExactly(CloseReason.CLOSED_BY_APP);
		assertThat(bob.reasons).isEmpty();
		assertThat(this.endpoint.closeUser("bob").block()).isEqualTo(new ClosedDescriptor(1));
		assertThat(bob.reasons).containsExactly(CloseReason.CLOSED_BY_APP);
		assertThat(this.endpoint.closeUser("nobody").block()).isEqualTo(new ClosedDescriptor(0));
	}

	@Test
	void whenTheNodeIsDrainedThenItRefusesTrafficOnceAndAskingAgainSaysHowManyAreLeft(CapturedOutput output) {
		Fake leaves = connect("c1", Transport.SSE, "alice", 0, "a");
		Fake stays = connect("c2", Transport.SSE, "bob", 0, "a");
		stays.ends = false;
		assertThat(this.endpoint.drain()).isEqualTo(new DrainDescriptor(true, 1));
		assertThat(this.endpoint.drain()).isEqualTo(new DrainDescriptor(true, 1));
		assertThat(leaves.reasons).containsExactly(CloseReason.DRAINING);
		assertThat(stays.reasons).containsExactly(CloseReason.DRAINING);
		assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(((AvailabilityChangeEvent<?>) event).getState())
				.isEqualTo(ReadinessState.REFUSING_TRAFFIC));
		assertThat(this.endpoint.realtime(null).block().draining()).isTrue();
		assertThat(output).containsOnlyOnce("This node is drained on request");
	}

	private RealtimeEndpoint endpoint(RealtimeBus engine) {
		Hub hub = new Hub(engine,
				new HubSettings(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(40),
						Duration.ofSeconds(30), Duration.ZERO, 1_000_000, 100, 100, 100),
				(topic) -> new Retention(100, Duration.ofMinutes(1)), new HeapFrameAllocator(), RealtimeObserver.NOOP,
				Tracing.NONE);
		return new RealtimeEndpoint(new RealtimeNode("n1", "local", null, List.of(), List.of(), LIMITS), engine, hub,
				this.registry, new Drain(this.registry, Duration.ZERO, Schedulers.parallel(), new Random()),
				this.events::add);
	}

	/**
	 * Three of each user, one of each transport; the registry hands them out shuffled.
	 */
	private List<String> connectMany() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			String id = "c" + i;
			String user = "u" + i / 3;
			connect(id, Transport.values()[i % 3], user, i, "all", "own." + user);
			ids.add(id);
		}
		assertThat(new HashSet<>(ids)).hasSize(MANY);
		return ids;
	}

	private Fake connect(String id, Transport transport, String user, int second, String... topics) {
		Fake connection = new Fake(new ConnectionInfo(id, transport, new RealtimeUser(user), "203.0.113.7",
				Instant.EPOCH.plusSeconds(second)), Set.copyOf(Stream.of(topics).toList()));
		connection.lease = this.registry.open(connection, null).block();
		return connection;
	}

	/**
	 * A connection that ends when it is closed.
	 */
	private static final class Fake implements RegisteredConnection {

		final List<CloseReason> reasons = new ArrayList<>();

		boolean ends = true;

		private Lease lease;

		private final ConnectionInfo info;

		private final Set<String> topics;

		Fake(ConnectionInfo info, Set<String> topics) {
			this.info = info;
			this.topics = topics;
		}

		@Override
		public ConnectionInfo info() {
			return this.info;
		}

		@Override
		public Set<String> topics() {
			return this.topics;
		}

		@Override
		public void close(CloseReason reason, long retryAfterMillis) {
			this.reasons.add(reason);
			if (this.ends) {
				this.lease.release();
			}
		}

	}

}
