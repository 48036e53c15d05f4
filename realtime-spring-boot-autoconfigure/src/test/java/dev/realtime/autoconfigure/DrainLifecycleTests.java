package dev.realtime.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.ConnectionLimits;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.Drain;
import dev.realtime.connection.Lease;
import dev.realtime.connection.RegisteredConnection;
import dev.realtime.local.LocalUserQuota;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DrainLifecycle}.
 */
class DrainLifecycleTests {

	private final ConnectionRegistry registry = new ConnectionRegistry(ConnectionLimits.DEFAULTS, new LocalUserQuota(),
			RealtimeObserver.NOOP);

	private final DrainLifecycle lifecycle = new DrainLifecycle(
			new Drain(this.registry, Duration.ZERO, Schedulers.parallel(), new Random(1)));

	@Test
	void whenTheApplicationStopsThenTheDrainComesBeforeTheWebServersShutdown() {
		assertThat(this.lifecycle.getPhase()).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE)
			.isLessThan(SmartLifecycle.DEFAULT_PHASE);
	}

	@Test
	void whenNobodyIsConnectedThenTheStopIsDoneAtOnce() throws InterruptedException {
		CountDownLatch stopped = new CountDownLatch(1);
		this.lifecycle.start();
		assertThat(this.lifecycle.isRunning()).isTrue();
		this.lifecycle.stop(stopped::countDown);
		assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(this.lifecycle.isRunning()).isFalse();
		assertThat(this.registry.isDraining()).isTrue();
	}

	@Test
	void whenAConnectionIsOpenThenItIsClosedAndTheStopWaitsForItsEnd() throws InterruptedException {
		OpenConnection connection = new OpenConnection();
		Lease lease = this.registry.open(connection, null).block();
		CountDownLatch stopped = new CountDownLatch(1);
		this.lifecycle.start();
		this.lifecycle.stop(stopped::countDown);
		assertThat(connection.closed.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(stopped.getCount()).isEqualTo(1);
		lease.release();
		assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenAStoppedContextIsStartedAgainThenConnectionsAreTakenAndDrainedAnew() throws InterruptedException {
		this.lifecycle.start();
		this.lifecycle.stop();
		assertThat(this.registry.isDraining()).isTrue();
		this.lifecycle.start();
		whenAConnectionIsOpenThenItIsClosedAndTheStopWaitsForItsEnd();
	}

	@Test
	void whenAContextIsOnlyPausedThenConnectionsStay() {
		assertThat(this.lifecycle.isPauseable()).isFalse();
	}

	private static final class OpenConnection implements RegisteredConnection {

		final CountDownLatch closed = new CountDownLatch(1);

		@Override
		public ConnectionInfo info() {
			return new ConnectionInfo("c1", Transport.SSE, new RealtimeUser("alice"), null, Instant.EPOCH);
		}

		@Override
		public Set<String> topics() {
			return Set.of();
		}

		@Override
		public void close(CloseReason reason, long retryAfterMillis) {
			assertThat(reason).isEqualTo(CloseReason.DRAINING);
			this.closed.countDown();
		}

	}

}
