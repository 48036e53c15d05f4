package dev.realtime.redis;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Live}, on a real Redis.
 */
@RedisTest
class LiveTests {

	private final SharedRedis redis;

	private final String topic;

	private final String signal;

	private final String fence;

	private final CountDownLatch held = new CountDownLatch(1);

	private final CountDownLatch go = new CountDownLatch(1);

	private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();

	private final ExecutorService sender = Executors.newSingleThreadExecutor();

	private Connector connector;

	private Live live;

	LiveTests(SharedRedis redis) {
		this.redis = redis;
		String prefix = redis.freshPrefix();
		this.topic = prefix + ":topic";
		this.signal = prefix + ":signal";
		this.fence = prefix + ":fence";
	}

	@BeforeEach
	void connect() {
		RedisURI uri = this.redis.address().uri();
		this.connector = new Connector(new RedisServers(List.of(uri), false, null), Duration.ofSeconds(5), "slot");
		StatefulRedisPubSubConnection<String, byte[]> connection = this.connector.connectPubSub(uri, generation())
			.join();
		Session session = new Session(connection, uri, generation(), "e", Map.of());
		this.live = new Live(1, session, connection, this.sender, System.nanoTime());
		connection.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(String channel, byte[] message) {
				LiveTests.this.held.countDown();
				awaitGo();
				LiveTests.this.live.subscribe(List.of(LiveTests.this.topic));
			}

			@Override
			public void subscribed(String channel, long count) {
				LiveTests.this.confirmed.add(channel);
			}

		});
		connection.sync().subscribe(this.signal, this.topic);
	}

	@AfterEach
	void close() {
		this.connector.close().join();
		this.sender.shutdownNow();
	}

	@Test
	void whenATopicIsLeftAndWantedAgainOnTheEventLoopThenItIsHeard() throws Exception {
		this.redis.commands().publish(this.signal, "hold the event loop");
		assertThat(this.held.await(10, TimeUnit.SECONDS)).isTrue();
		this.live.unsubscribe(List.of(this.topic));
		this.go.countDown();
		await().until(() -> Collections.frequency(this.confirmed, this.topic) == 2);
		this.live.subscribe(List.of(this.fence));
		await().until(() -> this.confirmed.contains(this.fence));
		assertThat(this.redis.commands().pubsubNumsub(this.topic)).containsEntry(this.topic, 1L);
	}

	private void awaitGo() {
		try {
			this.go.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private String generation() {
		String replication = this.redis.commands().info("replication");
		return replication.lines()
			.filter((line) -> line.startsWith("master_replid:"))
			.findFirst()
			.orElseThrow()
			.substring("master_replid:".length())
			.trim();
	}

}
