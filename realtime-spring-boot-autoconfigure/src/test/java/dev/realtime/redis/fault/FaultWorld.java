package dev.realtime.redis.fault;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.realtime.BusUnavailableException;
import dev.realtime.Position;
import dev.realtime.PublishRejectedException;
import dev.realtime.bus.Publication;
import dev.realtime.bus.Retention;
import dev.realtime.redis.RedisBusSettings;
import dev.realtime.redis.fixture.FaultProxy;
import dev.realtime.redis.fixture.RedisAddress;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.history.HistoryChecker;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, clients and publishers around a Redis, and the record of what happens to them.
 */
final class FaultWorld implements AutoCloseable {

	static final Retention KEPT = new Retention(10_000, Duration.ofMinutes(10));

	static final String META = "{realtime:0}:meta";

	static final String EPOCHS = "{realtime:0}:epochs";

	static final String TOPS = "{realtime:0}:tops";

	static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final HistoryChecker history = new HistoryChecker();

	private final List<FaultNode> nodes = new CopyOnWriteArrayList<>();

	private final List<FaultClient> clients = new CopyOnWriteArrayList<>();

	private final List<AutoCloseable> others = new ArrayList<>();

	private final List<Sent> sent = new CopyOnWriteArrayList<>();

	/** How many events had been sent when a client was first connected. */
	private final Map<FaultClient, Integer> firsts = new HashMap<>();

	private final AtomicLong numbers = new AtomicLong();

	/** How long the events that are published from now on are kept. */
	private volatile Retention retention = KEPT;

	private RedisBusSettings settings = FaultNode.SETTINGS;

	HistoryChecker history() {
		return this.history;
	}

	/**
	 * A server that is ended with this world.
	 */
	RedisServer server() {
		RedisServer server = RedisServer.run();
		this.others.add(0, server);
		return server;
	}

	FaultProxy proxy(RedisAddress upstream) {
		FaultProxy proxy = FaultProxy.to(upstream);
		this.others.add(0, proxy);
		return proxy;
	}

	void retention(Retention retention) {
		this.retention = retention;
	}

	void settings(RedisBusSettings settings) {
		this.settings = settings;
	}

	/**
	 * Start a node and wait until it hears events.
	 */
	FaultNode node(RedisAddress address) {
		return unreachableNode(address).awaitUp();
	}

	FaultNode unreachableNode(RedisAddress address) {
		FaultNode node = new FaultNode("node" + this.nodes.size(), address, this.settings, this.retention);
		this.nodes.add(node);
		return node;
	}

	/**
	 * A client that is answered.
	 */
	FaultClient client(FaultNode node, String... topics) {
		FaultClient client = stranger(topics);
		client.connect(node).awaitConnected();
		this.firsts.put(client, this.sent.size());
		return client;
	}

	/**
	 * A client that is not connected.
	 */
	FaultClient stranger(String... topics) {
		String name = "client" + this.clients.size();
		FaultClient client = new FaultClient(name, this.history.client(name), topics);
		this.clients.add(client);
		this.firsts.put(client, this.sent.size());
		return client;
	}

	CompletableFuture<@Nullable Position> publish(FaultNode node, String topic) {
		return publish(node, topic, null).receipt();
	}

	/**
	 * Publish and wait for the receipt.
	 */
	Position published(FaultNode node, String topic) {
		return publish(node, topic).orTimeout(10, TimeUnit.SECONDS).join();
	}

	void published(FaultNode node, String topic, int times) {
		for (int i = 0; i < times; i++) {
			published(node, topic);
		}
	}

	/**
	 * Publish until it succeeds.
	 */
	void awaitPublished(FaultNode node, String topic) {
		awaitReceipt(() -> publish(node, topic, null));
	}

	/**
	 * Publish once more what was published before, until it succeeds.
	 */
	@Nullable Position awaitRetried(FaultNode node, Sent first) {
		return awaitReceipt(() -> retry(node, first));
	}

	private static @Nullable Position awaitReceipt(Supplier<Sent> publish) {
		AtomicReference<Position> receipt = new AtomicReference<>();
		await("a receipt", () -> {
			receipt.set(publish.get().receipt().exceptionally((error) -> null).join());
			return receipt.get() != null;
		});
		return receipt.get();
	}

	Sent publish(FaultNode node, String topic, @Nullable String key) {
		return send(node, topic, Long.toString(this.numbers.incrementAndGet()), key);
	}

	/**
	 * Publish something larger.
	 * @param length how many bytes the payload has at least
	 */
	Sent publish(FaultNode node, String topic, @Nullable String key, int length) {
		return send(node, topic, this.numbers.incrementAndGet() + "0".repeat(length), key);
	}

	/**
	 * Publish once more what was published before.
	 */
	Sent retry(FaultNode node, Sent first) {
		return send(node, first.topic(), first.payload(), first.key());
	}

	private Sent send(FaultNode node, String topic, String payload, @Nullable String key) {
		byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
		Publication publication = new Publication(topic, "t", bytes, 0, null, key, false, this.retention);
		CompletableFuture<@Nullable Position> receipt = this.history.publish(topic, "t", payload)
			.follow(node.bus().publish(publication).toFuture(), FaultWorld::isFailure);
		Sent event = new Sent(topic, payload, key, receipt);
		this.sent.add(event);
		return event;
	}

	/** Nothing was published, for sure. */
	private static boolean isFailure(Throwable error) {
		return error instanceof BusUnavailableException || error instanceof PublishRejectedException;
	}

	/**
	 * Publish all the time, until it is closed.
	 */
	Traffic traffic(List<FaultNode> from, String... topics) {
		Traffic traffic = new Traffic(() -> {
			FaultNode node = from.get(ThreadLocalRandom.current().nextInt(from.size()));
			publish(node, topics[ThreadLocalRandom.current().nextInt(topics.length)]);
		});
		this.others.add(0, traffic);
		return traffic;
	}

	/**
	 * Wait until something that is published from now on has reached every connected
	 * client, on each of its topics.
	 * @return how long that took
	 */
	Duration awaitRecovered(FaultNode publisher) {
		long begun = System.nanoTime();
		Set<String> topics = new HashSet<>();
		this.clients.stream().filter(FaultClient::isConnected).forEach((client) -> topics.addAll(client.topics()));
		topics.forEach((topic) -> {
			List<Sent> marks = new ArrayList<>();
			await("an event arrives on " + topic + " after the fault", () -> {
				// One may fail, or fall into a gap.
				marks.add(publish(publisher, topic, null));
				return marks.stream().anyMatch(this::hasReachedAll);
			});
		});
		return Duration.ofNanos(System.nanoTime() - begun);
	}

	/**
	 * Wait until more events were sent, whatever becomes of them.
	 */
	void awaitTraffic(int count) {
		int before = this.sent.size();
		await("traffic", () -> this.sent.size() >= before + count);
	}

	private boolean hasReachedAll(Sent mark) {
		return this.clients.stream()
			.filter((client) -> client.topics().contains(mark.topic()) && client.isConnected())
			.allMatch((client) -> client.hasReceived(mark.payload()));
	}

	static void await(String what, Callable<Boolean> condition) {
		Awaitility.await(what)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.atMost(TIMEOUT)
			.until(condition);
	}

	/**
	 * Wait until everybody is at the top or was told, and check all that happened.
	 * @param redis whose table of closed epochs is believed, or {@code null} for none
	 */
	void verify(@Nullable RedisServer redis) {
		await("receipts", () -> this.sent.stream().allMatch((event) -> event.receipt().isDone()));
		if (redis != null) {
			this.history.epochsEnded(ends(redis.commands()));
		}
		this.history.awaitHealed(TIMEOUT, () -> {
		});
	}

	private static Map<String, Long> ends(RedisCommands<String, String> commands) {
		Map<String, Long> ends = new LinkedHashMap<>();
		commands.hgetall(EPOCHS).forEach((epoch, end) -> ends.put(epoch, Long.parseLong(end)));
		return ends;
	}

	/**
	 * Of the events that were acknowledged since the client came, and not given to it.
	 */
	long lost(FaultClient client) {
		Set<String> received = new HashSet<>(client.received());
		return this.sent.subList(this.firsts.get(client), this.sent.size())
			.stream()
			.filter((event) -> event.isAcknowledged() && client.topics().contains(event.topic()))
			.filter((event) -> !received.contains(event.payload()))
			.count();
	}

	/**
	 * How many publishes were not acknowledged.
	 */
	long errors() {
		return this.sent.stream().filter((event) -> event.receipt().isCompletedExceptionally()).count();
	}

	static long repeated(FaultClient client) {
		List<String> received = client.received();
		return received.size() - received.stream().distinct().count();
	}

	/**
	 * What happened, for the table of faults.
	 * @param fault the fault
	 * @param recovered how long it took from its end until new events reached everybody
	 */
	void report(String fault, Duration recovered) {
		long lost = this.clients.stream().mapToLong(this::lost).max().orElse(0);
		long repeated = this.clients.stream().mapToLong(FaultWorld::repeated).sum();
		Map<String, Integer> gaps = new TreeMap<>();
		this.clients.forEach((client) -> client.gaps()
			.forEach((gap) -> gaps.merge(gap.substring(gap.indexOf(' ') + 1), 1, Integer::sum)));
		long acknowledged = this.sent.stream().filter(Sent::isAcknowledged).count();
		FaultTable.add(fault, this.nodes.size(), this.clients.size(), acknowledged, errors(), lost, repeated, gaps,
				recovered);
	}

	@Override
	public void close() {
		this.others.stream().filter(Traffic.class::isInstance).forEach(FaultWorld::close);
		this.nodes.forEach(FaultNode::close);
		this.others.forEach(FaultWorld::close);
	}

	private static void close(AutoCloseable resource) {
		try {
			resource.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An event on its way.
	 *
	 * @param topic the topic
	 * @param payload what no other event has
	 * @param key the idempotency key or {@code null}
	 * @param receipt what became of it
	 */
	record Sent(String topic, String payload, @Nullable String key, CompletableFuture<@Nullable Position> receipt) {

		boolean isAcknowledged() {
			return this.receipt.isDone() && !this.receipt.isCompletedExceptionally();
		}

		@Override
		public String toString() {
			return this.payload + " on " + this.topic;
		}

	}

}
