package dev.realtime.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.redis.fixture.ScriptedRedis;
import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CommandLink}, on a Redis that replies what and when it is told.
 */
class CommandLinkTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final String OPENED = "*3\r\n$1\r\ng\r\n$1\r\ne\r\n$4\r\ntest";

	private final CountDownLatch opensAgain = new CountDownLatch(1);

	private final AtomicInteger opened = new AtomicInteger();

	private final AtomicInteger run = new AtomicInteger();

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private ScriptedRedis redis;

	private Connector connector;

	private CommandLink link;

	@BeforeEach
	void connect() throws IOException {
		this.redis = ScriptedRedis.run(new Replies());
		RedisURI uri = RedisURI.create("localhost", this.redis.port());
		// So long that no command is the first to take too long.
		this.connector = new Connector(new RedisServers(List.of(uri), false, null), Duration.ofMinutes(1), "slot");
		this.link = new CommandLink(this.connector, new Keys("p"),
				new RedisBusSettings("p", "test", Duration.ofMillis(100), SOON, 50, SOON), this.timer,
				new CommandLink.Listener() {

					@Override
					public void up(Session session, @Nullable Session before) {
					}

					@Override
					public void down() {
					}

				});
		this.link.start();
		await().until(() -> this.link.session() != null);
	}

	@AfterEach
	void close() throws IOException {
		this.link.close();
		this.timer.shutdownNow();
		this.connector.close().join();
		this.redis.close();
	}

	/**
	 * Others were run meanwhile, and it would come behind them.
	 */
	@Test
	void whatWasGivenUpWhileTheLogWasOpenedAgainIsNotRunLater() {
		CompletableFuture<Long> late = this.link.run(Script.RELEASE);
		assertThat(late).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(TimeoutException.class);
		Session stale = this.link.session();
		this.opensAgain.countDown();
		await().until(() -> this.link.session() != stale);
		assertThat(this.link.<Long>run(Script.RELEASE)).succeedsWithin(SOON).isEqualTo(1L);
		assertThat(this.run).as("refused, and the one after it").hasValue(2);
	}

	/** Asked by the thread that serves the connection. */
	private final class Replies extends HashMap<String, String> {

		private static final long serialVersionUID = 1L;

		Replies() {
			super(Map.of("hello", "-ERR unknown command", "info", ScriptedRedis.bulk("redis_version:7.0.0\r\n")));
		}

		@Override
		public String getOrDefault(Object command, String otherwise) {
			if (command.equals("eval")) {
				if (CommandLinkTests.this.opened.incrementAndGet() > 1) {
					awaitOpening();
				}
				return OPENED;
			}
			if (command.equals("evalsha")) {
				return (CommandLinkTests.this.run.incrementAndGet() == 1) ? "-NOSCRIPT No matching script" : ":1";
			}
			return super.getOrDefault(command, otherwise);
		}

		private void awaitOpening() {
			try {
				CommandLinkTests.this.opensAgain.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
