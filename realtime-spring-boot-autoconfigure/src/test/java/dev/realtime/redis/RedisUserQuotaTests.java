package dev.realtime.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.realtime.CloseReason;
import dev.realtime.connection.RefusedException;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@RedisTest
class RedisUserQuotaTests {

	/** So long that nothing is renewed, nor ends, during a test. */
	private static final Duration LONG = Duration.ofMinutes(5);

	/** Renewed every second; too long to end between two renewals on a busy machine. */
	private static final Duration SHORT = Duration.ofSeconds(3);

	private final SharedRedis redis;

	private final String prefix;

	private final List<QuotaNode> nodes = new ArrayList<>();

	RedisUserQuotaTests(SharedRedis redis) {
		this.redis = redis;
		this.prefix = redis.freshPrefix();
	}

	@AfterEach
	void close() {
		this.nodes.forEach(QuotaNode::close);
	}

	@Test
	void whenAUserHasTooManyOnAllNodesThenTheOldestIsReplacedWhereverItIs() {
		QuotaNode one = node(LONG, 2, Overflow.CLOSE_OLDEST);
		QuotaNode two = node(LONG, 2, Overflow.CLOSE_OLDEST);
		QuotaStream first = one.open("alice");
		QuotaStream second = two.open("alice");
		QuotaStream third = two.open("alice");
		await().untilAsserted(() -> assertThat(first.reasons).containsExactly(CloseReason.REPLACED));
		QuotaStream fourth = two.open("alice");
		assertThat(second.reasons).as("on the same node, by the answer itself").containsExactly(CloseReason.REPLACED);
		assertThat(one.open("bob").isOpen()).isTrue();
		assertThat(List.of(third, fourth)).allMatch(QuotaStream::isOpen);
		assertThat(one.count("alice")).isEqualTo(2);
		assertThat(two.count("alice")).isEqualTo(2);
		assertThat(one.registry.size()).isEqualTo(1);
	}

	@Test
	void whenAUserHasTooManyOnAllNodesThenTheNewestIsRefused() {
		QuotaNode one = node(LONG, 2, Overflow.REJECT_NEWEST);
		QuotaNode two = node(LONG, 2, Overflow.REJECT_NEWEST);
		QuotaStream first = one.open("alice");
		QuotaStream second = two.open("alice");
		assertRefused(one, "alice");
		assertRefused(two, "alice");
		assertThat(List.of(first, second)).allMatch(QuotaStream::isOpen);
		first.leave();
		await().until(() -> two.count("alice") == 1);
		assertThat(two.open("alice").isOpen()).isTrue();
		assertRefused(one, "alice");
	}

	@Test
	void whenAllHaveLeftThenRedisHasForgottenThem() {
		QuotaNode one = node(LONG, 1, Overflow.CLOSE_OLDEST);
		QuotaNode two = node(LONG, 1, Overflow.CLOSE_OLDEST);
		QuotaStream first = one.open("a.b{c} d/é");
		QuotaStream second = two.open("a.b{c} d/é");
		await().until(() -> !first.isOpen());
		second.leave();
		one.quota.release("a.b{c} d/é", first.id()).block();
		two.quota.release("a.b{c} d/é", second.id()).block();
		assertThat(keys("*d%2F*")).isEmpty();
		assertThat(keys("taken:*")).isEmpty();
	}

	@Test
	void whenANodeIsKilledThenItsPlacesAreFreeAfterTheLease() {
		QuotaNode killed = node(LONG, 2, Overflow.REJECT_NEWEST);
		QuotaNode survivor = node(LONG, 2, Overflow.REJECT_NEWEST);
		killed.open("alice");
		killed.open("alice");
		killed.open("carol");
		survivor.open("carol");
		killed.close();
		assertRefused(survivor, "alice");
		assertThat(survivor.count("alice")).isEqualTo(2);
		endLeases(killed, "alice", "carol");
		assertThat(survivor.count("alice")).isZero();
		assertThat(survivor.open("alice").isOpen()).isTrue();
		QuotaStream second = survivor.open("carol");
		assertThat(members("carol")).as("who lives does not keep what is dead").hasSize(2).contains(second.id());
	}

	@Test
	void whenNobodyRenewsAPlaceThenItEndsWithItsLeaseAndItsKeysAfterTwo() {
		long before = now();
		node(LONG, 1, Overflow.REJECT_NEWEST).open("bob");
		long lease = LONG.toMillis();
		assertThat(leaseEnd("bob")).isBetween(before + lease, now() + lease);
		assertThat(keys("*:bob")).hasSize(2)
			.allSatisfy((key) -> assertThat(this.redis.commands().pttl(key)).isBetween(lease + 1, 2 * lease));
	}

	@Test
	void whenANodeLivesThenItsPlacesOutliveTheLease() {
		QuotaNode one = node(SHORT, 1, Overflow.REJECT_NEWEST);
		QuotaNode two = node(SHORT, 1, Overflow.REJECT_NEWEST);
		QuotaStream stream = one.open("alice");
		awaitRenewal("alice");
		assertThat(two.count("alice")).isEqualTo(1);
		assertRefused(two, "alice");
		assertThat(stream.isOpen()).isTrue();
	}

	@Test
	void whenTheNewsOfAnEvictionIsLostThenTheRenewalBringsIt() {
		QuotaNode deaf = node(SHORT, 1, Overflow.CLOSE_OLDEST);
		QuotaNode other = node(SHORT, 1, Overflow.CLOSE_OLDEST);
		deaf.bus.attach(NodeListener.NONE);
		QuotaStream evicted = deaf.open("alice");
		QuotaStream closed = deaf.open("bob");
		QuotaStream successor = other.open("alice");
		assertThat(other.registry.closeUser("bob").block()).isEqualTo(1);
		await().until(() -> !evicted.isOpen() && !closed.isOpen());
		assertThat(evicted.reasons).containsExactly(CloseReason.REPLACED);
		assertThat(closed.reasons).containsExactly(CloseReason.CLOSED_BY_APP);
		deaf.open("carol");
		awaitRenewal("carol");
		assertThat(members("alice")).as("nothing is given back").containsExactly(successor.id());
		assertThat(members("bob")).isEmpty();
		assertThat(successor.isOpen()).isTrue();
	}

	@Test
	void whenRedisLosesAnyKeyThenTheNodesGiveThePlacesBack() {
		QuotaNode one = node(LONG, 3, Overflow.CLOSE_OLDEST);
		QuotaNode two = node(LONG, 3, Overflow.CLOSE_OLDEST);
		List<QuotaStream> streams = List.of(one.open("alice"), two.open("alice"), one.open("alice"));
		for (String lost : List.of("places:alice", "order:alice", "*:alice")) {
			keys(lost).forEach(this.redis.commands()::del);
			List.of(one, two).forEach(QuotaNode::renew);
			await().until(() -> one.count("alice") == 3 && two.count("alice") == 3);
			assertThat(streams).allMatch(QuotaStream::isOpen);
		}
		two.open("alice");
		await().until(() -> streams.stream().filter(QuotaStream::isOpen).count() == 2);
	}

	@Test
	void whenPlacesAreGivenBackThenTheOldestIsStillTheOldest() {
		QuotaNode one = node(LONG, 2, Overflow.CLOSE_OLDEST);
		QuotaNode two = node(LONG, 2, Overflow.CLOSE_OLDEST);
		QuotaStream oldest = two.open("alice");
		QuotaStream second = one.open("alice");
		keys("*:alice").forEach(this.redis.commands()::del);
		List.of(one, two).forEach((node) -> {
			long before = members("alice").size();
			node.renew();
			await().until(() -> members("alice").size() == before + 1);
		});
		one.open("alice");
		await().until(() -> !oldest.isOpen());
		assertThat(second.isOpen()).isTrue();
	}

	@Test
	void whenTheScriptsAreForgottenThenTheyAreLoadedAgain() {
		QuotaNode one = node(LONG, 1, Overflow.CLOSE_OLDEST);
		QuotaNode two = node(LONG, 1, Overflow.CLOSE_OLDEST);
		QuotaStream first = one.open("alice");
		this.redis.commands().scriptFlush();
		assertThat(two.open("alice").isOpen()).isTrue();
		await().until(() -> !first.isOpen());
		this.redis.commands().scriptFlush();
		assertThat(one.count("alice")).isEqualTo(1);
	}

	@Test
	void whenTheApplicationClosesAUserThenTheirStreamsEndOnAllNodes() {
		QuotaNode one = node(LONG, 0, Overflow.CLOSE_OLDEST);
		QuotaNode two = node(LONG, 0, Overflow.CLOSE_OLDEST);
		List<QuotaStream> streams = Stream.of(one, two, two).map((node) -> node.open("alice")).toList();
		QuotaStream bob = two.open("bob");
		assertThat(one.count("alice")).isEqualTo(3);
		assertThat(one.registry.list("alice").count().block()).as("only this node's").isEqualTo(1);
		assertThat(one.registry.closeUser("alice").block()).isEqualTo(3);
		await().untilAsserted(() -> assertThat(streams)
			.allSatisfy((stream) -> assertThat(stream.reasons).containsExactly(CloseReason.CLOSED_BY_APP)));
		await().until(() -> one.count("alice") == 0 && two.count("alice") == 0);
		assertThat(bob.isOpen()).isTrue();
		assertThat(two.registry.closeUser("alice").block()).isZero();
	}

	@Test
	void whenAllNodesOpenAtOnceThenExactlyTheNewestStay() throws Exception {
		List<QuotaNode> both = List.of(node(LONG, 5, Overflow.CLOSE_OLDEST), node(LONG, 5, Overflow.CLOSE_OLDEST));
		List<QuotaStream> opened = storm(both, 300, 10);
		assertThat(opened).as("every one had a place").hasSize(300);
		await().until(() -> {
			// It brings the news that came before the connection was known.
			both.forEach(QuotaNode::renew);
			return opened.stream().filter(QuotaStream::isOpen).count() == 5;
		});
		both.forEach(QuotaNode::renew);
		assertThat(both).allMatch((node) -> node.count("alice") == 5);
		assertThat(opened.stream().filter(QuotaStream::isOpen)).hasSize(5);
		assertThat(opened.stream().flatMap((stream) -> stream.reasons.stream())).containsOnly(CloseReason.REPLACED);
		assertThat(members("alice"))
			.isEqualTo(opened.stream().filter(QuotaStream::isOpen).map(QuotaStream::id).collect(Collectors.toSet()));
	}

	@Test
	void whenAllNodesOpenAtOnceThenExactlySoManyAreAccepted() throws Exception {
		List<QuotaNode> both = List.of(node(LONG, 5, Overflow.REJECT_NEWEST), node(LONG, 5, Overflow.REJECT_NEWEST));
		List<QuotaStream> opened = storm(both, 100, 100);
		assertThat(opened).hasSize(5).allMatch(QuotaStream::isOpen);
		opened.forEach(QuotaStream::leave);
		await().until(() -> both.get(0).count("alice") == 0);
		assertThat(storm(both, 100, 100)).hasSize(5);
	}

	@Test
	void whenTheNodeHearsNonsenseThenNothingHappens() {
		QuotaNode one = node(LONG, 1, Overflow.CLOSE_OLDEST);
		QuotaStream stream = one.open("alice");
		String channel = new Keys(this.prefix).nodeChannel(one.bus.node());
		for (String words : List.of("", "close", "close replaced alice", "open replaced alice " + stream.id(),
				"close replaced alice nobody")) {
			this.redis.commands().publish(channel, words);
		}
		this.redis.commands().publish(channel, "close newer_reason alice " + stream.id());
		await().until(() -> !stream.isOpen());
		assertThat(stream.reasons).containsExactly(CloseReason.REPLACED);
	}

	@Test
	void whenItIsNotUsedAsMeantThenItIsRefused() {
		QuotaNode one = node(LONG, 1, Overflow.CLOSE_OLDEST);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> one.quota.acquire("alice", "c", 0, Overflow.CLOSE_OLDEST));
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisUserQuota(one.bus, Duration.ZERO));
		assertThatIllegalStateException().isThrownBy(() -> one.quota.listen((id, reason) -> {
		}));
	}

	private QuotaNode node(Duration lease, int max, Overflow overflow) {
		QuotaNode node = new QuotaNode("n" + this.nodes.size(), this.redis.address(), this.prefix, lease, max,
				overflow);
		this.nodes.add(node);
		return node;
	}

	/** One of so many streams is followed by a renewal. */
	private static List<QuotaStream> storm(List<QuotaNode> nodes, int streams, int renewal) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			List<Callable<QuotaStream>> tasks = new ArrayList<>();
			for (int i = 0; i < streams; i++) {
				QuotaNode node = nodes.get(i % nodes.size());
				boolean renews = i % renewal == renewal - 1;
				tasks.add(() -> {
					try {
						QuotaStream stream = node.open("alice");
						if (renews) {
							node.renew();
						}
						return stream;
					}
					catch (RefusedException ex) {
						return null;
					}
				});
			}
			List<QuotaStream> opened = new ArrayList<>();
			for (Future<QuotaStream> stream : threads.invokeAll(tasks)) {
				if (stream.get() != null) {
					opened.add(stream.get());
				}
			}
			return opened;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void assertRefused(QuotaNode node, String user) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> node.open(user))
			.satisfies((refused) -> assertThat(refused.reason()).isEqualTo(CloseReason.TOO_MANY_CONNECTIONS));
	}

	private List<String> keys(String pattern) {
		return this.redis.commands().keys("{" + this.prefix + ":0}:" + pattern);
	}

	private String places(String user) {
		return "{" + this.prefix + ":0}:places:" + user;
	}

	/** As if that time had passed. */
	private void endLeases(QuotaNode node, String... users) {
		for (String user : users) {
			this.redis.commands()
				.zrange(places(user), 0, -1)
				.stream()
				.filter((member) -> member.startsWith(node.bus.node() + "/"))
				.forEach((member) -> this.redis.commands().zadd(places(user), now() - 1, member));
		}
	}

	private void awaitRenewal(String user) {
		long end = leaseEnd(user);
		await().until(() -> leaseEnd(user) > end);
	}

	/** Of the only place. */
	private long leaseEnd(String user) {
		String member = this.redis.commands().zrange(places(user), 0, -1).get(0);
		return this.redis.commands().zscore(places(user), member).longValue();
	}

	/** By the clock of Redis, in milliseconds. */
	private long now() {
		List<String> time = this.redis.commands().time();
		return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
	}

	private Set<String> members(String user) {
		return this.redis.commands()
			.zrange(places(user), 0, -1)
			.stream()
			.map((member) -> member.substring(member.indexOf('/') + 1))
			.collect(Collectors.toSet());
	}

}
