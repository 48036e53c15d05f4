package dev.realtime.autoconfigure;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnectedEvent;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeDisconnectedEvent;
import dev.realtime.RealtimeSubscribedEvent;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ApplicationEventsConnectionListener}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationEventsConnectionListenerTests {

	private static final RealtimeConnection CONNECTION = new RealtimeConnection("c1", Transport.SSE,
			RealtimeUser.ANONYMOUS, null, Set.of("a"), Instant.EPOCH);

	private final List<Object> published = new CopyOnWriteArrayList<>();

	private final AtomicReference<Consumer<Object>> listener = new AtomicReference<>(this.published::add);

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

	private final ApplicationEventsConnectionListener events = new ApplicationEventsConnectionListener(
			(event) -> this.listener.get().accept(event), new TestClock());

	@AfterEach
	void destroy() throws InterruptedException {
		this.events.destroy();
	}

	@Test
	void whenAStreamLivesThenItsStoryIsToldInOrderOnADaemonThread() {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		this.listener.set((event) -> {
			threads.add(Thread.currentThread());
			this.published.add(event);
		});
		this.events.opened(CONNECTION);
		this.events.subscribed(CONNECTION, "a");
		this.events.closed(CONNECTION, CloseReason.SLOW);
		await().until(() -> this.published.size() == 3);
		assertThat(this.published).containsExactly(new RealtimeConnectedEvent(CONNECTION),
				new RealtimeSubscribedEvent(CONNECTION, "a"),
				new RealtimeDisconnectedEvent(CONNECTION, CloseReason.SLOW));
		assertThat(threads).doesNotContain(Thread.currentThread()).allMatch(Thread::isDaemon);
	}

	@Test
	void whenAListenerFailsThenTheNextEventIsPublished(CapturedOutput output) {
		this.listener.set((event) -> {
			this.listener.set(this.published::add);
			throw new IllegalStateException("boom");
		});
		this.events.opened(CONNECTION);
		this.events.subscribed(CONNECTION, "a");
		await().until(() -> this.published.size() == 1);
		assertThat(output).contains("A listener of RealtimeConnectedEvent failed").contains("boom");
	}

	@Test
	void whenListenersAreTooSlowThenEventsAreDroppedAndThatIsWarnedOfOnceASecond(CapturedOutput output) {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch entered = new CountDownLatch(1);
		this.listener.set((event) -> {
			entered.countDown();
			awaitQuietly(release);
			this.published.add(event);
		});
		this.events.opened(CONNECTION);
		awaitQuietly(entered);
		for (int i = 0; i < ApplicationEventsConnectionListener.CAPACITY + 5; i++) {
			this.events.subscribed(CONNECTION, "t" + i);
		}
		assertThat(warnings(output)).hasSize(1);
		this.now.set(Instant.EPOCH.plusSeconds(1));
		this.events.opened(CONNECTION);
		assertThat(warnings(output)).hasSize(2);
		assertThat(warnings(output).get(1)).contains("dropped: 5 since");
		release.countDown();
		await().until(() -> this.published.size() == ApplicationEventsConnectionListener.CAPACITY + 1);
	}

	@Test
	void whenTheApplicationStopsThenWaitingEventsAreStillPublishedAndLaterOnesIgnored() throws InterruptedException {
		for (int i = 0; i < 1000; i++) {
			this.events.opened(CONNECTION);
		}
		this.events.destroy();
		assertThat(this.published).hasSize(1000);
		this.events.opened(CONNECTION);
		assertThat(this.published).hasSize(1000);
	}

	private static List<String> warnings(CapturedOutput output) {
		List<String> warnings = new ArrayList<>(output.getOut().lines().toList());
		warnings.removeIf((line) -> !line.contains("were dropped"));
		return warnings;
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private final class TestClock extends Clock {

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return ApplicationEventsConnectionListenerTests.this.now.get();
		}

	}

}
