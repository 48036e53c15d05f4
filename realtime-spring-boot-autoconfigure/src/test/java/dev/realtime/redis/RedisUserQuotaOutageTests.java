package dev.realtime.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.realtime.BusUnavailableException;
import dev.realtime.CloseReason;
import dev.realtime.connection.RefusedException;
import dev.realtime.connection.UserQuota.Decision;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.redis.fixture.FaultProxy;
import dev.realtime.redis.fixture.RedisAddress;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@RedisTest(outage = true)
class RedisUserQuotaOutageTests {

	/** So long that nothing is put right by a lease that ends or is renewed. */
	private static final Duration LONG = Duration.ofMinutes(5);

	/** For tests that wait until a node has lost it. */
	private static final Duration IMPATIENCE = Duration.ofSeconds(1);

	private final RedisServer redis = RedisServer.run();

	private QuotaNode one;

	private QuotaNode two;

	@AfterEach
	void close() {
		this.one.close();
		this.two.close();
		this.redis.close();
	}

	@Test
	void whenRedisIsAwayThenEachNodeCountsItsOwnAndWhenItIsBackAllAreCounted() {
		start(Overflow.CLOSE_OLDEST, this.redis.address());
		QuotaStream first = this.one.open("alice");
		QuotaStream second = this.two.open("alice");
		this.redis.kill();
		List.of(this.one, this.two).forEach(QuotaNode::awaitDown);
		List<QuotaStream> later = List.of(this.one.open("alice"), this.two.open("alice"), this.two.open("alice"));
		assertThat(first.isOpen()).as("two on its node").isTrue();
		assertThat(second.reasons).as("three on its node").containsExactly(CloseReason.REPLACED);
		restart();
		await().until(() -> this.one.count("alice") == 4 && this.two.count("alice") == 4);
		assertThat(later).allMatch(QuotaStream::isOpen);
		QuotaStream last = this.one.open("alice");
		await().until(() -> this.two.count("alice") == 2);
		await()
			.untilAsserted(() -> assertThat(Stream.concat(Stream.of(first), later.stream()).filter(QuotaStream::isOpen))
				.as("one has stayed with the newest")
				.hasSize(1));
		assertThat(first.reasons).as("the oldest").containsExactly(CloseReason.REPLACED);
		assertThat(last.isOpen()).isTrue();
	}

	@Test
	void whenAUserReconnectsWhileRedisIsAwayThenNoGhostKeepsThemOut() {
		start(Overflow.REJECT_NEWEST, this.redis.address());
		List<QuotaStream> before = List.of(this.one.open("alice"), this.one.open("alice"));
		this.redis.stop();
		this.one.awaitDown();
		before.forEach(QuotaStream::leave);
		QuotaStream again = this.one.open("alice");
		assertThat(this.one.open("alice").isOpen()).isTrue();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.one.open("alice"));
		this.redis.start();
		List.of(this.one, this.two).forEach(QuotaNode::awaitUp);
		await().until(() -> this.two.count("alice") == 2);
		again.leave();
		await().until(() -> this.two.count("alice") == 1);
		assertThat(this.two.open("alice").isOpen()).isTrue();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.one.open("alice"));
	}

	@Test
	void whenStreamsThatLostTheirPlacesHaveNotEndedThenThisNodeDoesNotCountThem() {
		start(Overflow.CLOSE_OLDEST, this.redis.address());
		QuotaStream bob = this.one.open("bob");
		assertThat(acquire(this.one, "a").evicted()).isEmpty();
		assertThat(acquire(this.one, "b").evicted()).containsExactly("a");
		assertThat(acquire(this.two, "c").evicted()).as("told by its node's channel").isEmpty();
		this.two.registry.closeUser("bob").block();
		await().until(() -> !bob.isOpen());
		this.redis.kill();
		this.one.awaitDown();
		assertThat(acquire(this.one, "d").evicted()).isEmpty();
		assertThat(acquire(this.one, "e").evicted()).containsExactly("d");
	}

	private static Decision acquire(QuotaNode node, String id) {
		return node.quota.acquire("alice", id, 1, Overflow.CLOSE_OLDEST).block();
	}

	@Test
	void whenRedisHangsThenNobodyIsRefusedAndWhenItWakesAllAreCounted() {
		start(Overflow.REJECT_NEWEST, this.redis.address(), IMPATIENCE);
		this.two.open("alice");
		this.two.open("alice");
		this.redis.pause();
		QuotaStream waited = this.one.open("alice");
		QuotaStream atOnce = this.one.open("alice");
		this.redis.resume();
		List.of(this.one, this.two).forEach(QuotaNode::awaitUp);
		await().until(() -> this.one.count("alice") == 4 && this.two.count("alice") == 4);
		assertThat(List.of(waited, atOnce)).allMatch(QuotaStream::isOpen);
	}

	@Test
	void whenTheReplyIsLostThenThePlaceIsCountedOnceAndGivenBack() {
		try (FaultProxy proxy = FaultProxy.to(this.redis.address())) {
			start(Overflow.REJECT_NEWEST, proxy.address());
			CompletableFuture<Void> cut = proxy.cutBeforeReply("reject");
			QuotaStream stream = this.one.open("alice");
			assertThat(cut).succeedsWithin(Duration.ofSeconds(5));
			this.one.awaitUp();
			await().during(Duration.ofMillis(300)).until(() -> this.two.count("alice") == 1);
			assertThat(this.one.count("alice")).isEqualTo(1);
			stream.leave();
			await().until(() -> this.two.count("alice") == 0);
		}
	}

	@Test
	void whenTheReplyOfARefusedOneIsLostThenItsPlaceIsGivenBack() {
		try (FaultProxy proxy = FaultProxy.to(this.redis.address())) {
			start(Overflow.REJECT_NEWEST, proxy.address());
			List<QuotaStream> streams = List.of(this.one.open("alice"), this.one.open("alice"));
			// Redis has lost them, and this node alone knows that they are there.
			this.redis.commands().del("{test:0}:places:alice");
			proxy.cutBeforeReply("reject");
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.one.open("alice"));
			this.one.awaitUp();
			await().until(() -> this.two.count("alice") == 2);
			streams.get(0).leave();
			await().until(() -> this.two.count("alice") == 1);
			assertThat(this.two.open("alice").isOpen()).isTrue();
		}
	}

	@Test
	void whenStreamsEndWhileLeasesAreRenewedThenTheirPlacesDoNotComeBack() {
		try (FaultProxy proxy = FaultProxy.to(this.redis.address())) {
			start(Overflow.CLOSE_OLDEST, proxy.address());
			// More than are renewed at once.
			List<QuotaStream> streams = IntStream.range(0, 300).mapToObj((i) -> this.one.open("u" + i)).toList();
			proxy.delay(Duration.ofMillis(100));
			Session session = this.one.bus.commands().session();
			assertThat(this.one.bus.commands().renew(session)).succeedsWithin(Duration.ofSeconds(5));
			streams.forEach(QuotaStream::leave);
			await().until(() -> this.redis.commands().keys("*:places:*").isEmpty());
			await().during(Duration.ofMillis(500)).until(() -> this.redis.commands().keys("*:places:*").isEmpty());
		}
	}

	@Test
	void whenRedisIsEmptiedThenThePlacesAreBackBeforeAnyLeaseIsRenewed() {
		start(Overflow.CLOSE_OLDEST, this.redis.address(), IMPATIENCE);
		List<QuotaStream> streams = List.of(this.one.open("alice"), this.two.open("alice"));
		this.redis.commands().flushall();
		await().until(() -> this.one.count("alice") == 2 && this.two.count("alice") == 2);
		this.two.open("alice");
		await().until(() -> !streams.get(0).isOpen());
		assertThat(streams.get(1).isOpen()).isTrue();
	}

	@Test
	void whenRedisIsAwayThenOnlyThisNodesStreamsAreClosedAndItIsSaid() {
		start(Overflow.CLOSE_OLDEST, this.redis.address());
		QuotaStream here = this.one.open("alice");
		QuotaStream there = this.two.open("alice");
		this.redis.kill();
		this.one.awaitDown();
		assertThatExceptionOfType(BusUnavailableException.class)
			.isThrownBy(() -> this.one.registry.closeUser("alice").block());
		assertThatExceptionOfType(BusUnavailableException.class).isThrownBy(() -> this.one.count("alice"));
		assertThat(here.reasons).containsExactly(CloseReason.CLOSED_BY_APP);
		assertThat(there.isOpen()).isTrue();
	}

	private void start(Overflow overflow, RedisAddress address) {
		this.one = new QuotaNode("one", address, "test", LONG, 2, overflow);
		this.two = new QuotaNode("two", address, "test", LONG, 2, overflow);
	}

	private void start(Overflow overflow, RedisAddress address, Duration patience) {
		this.one = new QuotaNode("one", address, "test", patience, LONG, 2, overflow);
		this.two = new QuotaNode("two", address, "test", patience, LONG, 2, overflow);
	}

	private void restart() {
		this.redis.start();
		List.of(this.one, this.two).forEach(QuotaNode::awaitUp);
	}

}
