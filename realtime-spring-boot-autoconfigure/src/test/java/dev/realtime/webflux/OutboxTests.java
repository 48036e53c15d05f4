package dev.realtime.webflux;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.codec.Frame;
import dev.realtime.codec.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Outbox}.
 */
class OutboxTests {

	private static final int LIMIT = 100;

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final LaneThread lane = new LaneThread(this.tasks::add, () -> true);

	private final Listener listener = new Listener();

	private final List<Runnable> receipts = new ArrayList<>();

	private final List<CountedFrame> frames = new ArrayList<>();

	private final Outbox<String> takesAhead = new Outbox<>(this.lane, this.receipts::add, LIMIT, WireFormat.SSE,
			Object::toString, this.listener);

	private final Outbox<String> takesOne = new Outbox<>(this.lane, null, LIMIT, WireFormat.SSE, Object::toString,
			this.listener);

	@AfterEach
	void everyReferenceWasGivenBackOnce() {
		this.takesAhead.abort();
		this.takesOne.abort();
		assertThat(this.frames).allSatisfy((frame) -> assertThat(frame.references.get()).isZero());
	}

	@Test
	void whenThereIsNoDemandThenNothingIsEmitted() {
		TestSubscriber<String> server = subscribe(this.takesOne.frames(), 0);
		write(this.takesOne, 10, 10);
		assertThat(server.getReceivedOnNext()).isEmpty();
		server.request(1);
		assertThat(server.getReceivedOnNext()).containsExactly("0");
		server.request(5);
		assertThat(server.getReceivedOnNext()).containsExactly("0", "1");
	}

	@Test
	void whenTheLimitIsReachedThenItIsNotWritableUntilHalfIsFree() {
		TestSubscriber<String> server = subscribe(this.takesOne.frames(), 0);
		write(this.takesOne, 30, 30, 30);
		assertThat(this.takesOne.isWritable()).isTrue();
		write(this.takesOne, 30);
		assertThat(this.takesOne.isWritable()).isFalse();
		server.request(2);
		assertThat(this.takesOne.isWritable()).isFalse();
		server.request(1);
		assertThat(this.takesOne.isWritable()).isTrue();
		assertThat(this.listener.progress).isZero();
		runTasks();
		assertThat(this.listener.progress).isOne();
	}

	@Test
	void whenManySmallFramesWaitThenItIsNotWritable() {
		Outbox<String> roomy = new Outbox<>(this.lane, null, Integer.MAX_VALUE, WireFormat.SSE, Object::toString,
				this.listener);
		for (int i = 0; i < 1024; i++) {
			assertThat(roomy.isWritable()).isTrue();
			write(roomy, 1);
		}
		assertThat(roomy.isWritable()).isFalse();
		roomy.abort();
	}

	@Test
	void whenTheServerTakesAheadThenWhatItHasNotWrittenCounts() {
		TestSubscriber<String> server = subscribe(this.takesAhead.frames(), 128);
		write(this.takesAhead, 40, 40, 40, 40);
		assertThat(server.getReceivedOnNext()).containsExactly("0", "1", "2");
		assertThat(this.takesAhead.isWritable()).isFalse();
		runTasks();
		assertThat(this.receipts).hasSize(1);
		this.receipts.remove(0).run();
		assertThat(server.getReceivedOnNext()).containsExactly("0", "1", "2", "3");
		assertThat(this.takesAhead.isWritable()).isTrue();
	}

	@Test
	void whenLittleIsInFlightThenNoReceiptIsAsked() {
		subscribe(this.takesAhead.frames(), 128);
		write(this.takesAhead, 20, 20);
		runTasks();
		assertThat(this.receipts).isEmpty();
	}

	@Test
	void whenAFrameIsLargerThanTheLimitThenItIsSentNevertheless() {
		TestSubscriber<String> server = subscribe(this.takesAhead.frames(), 128);
		write(this.takesAhead, 1000, 10);
		assertThat(server.getReceivedOnNext()).containsExactly("0");
		runTasks();
		this.receipts.remove(0).run();
		assertThat(server.getReceivedOnNext()).containsExactly("0", "1");
	}

	@Test
	void whenItIsFinishedThenTheRestIsEmittedBeforeTheEnd() {
		TestSubscriber<String> server = subscribe(this.takesOne.frames(), 1);
		write(this.takesOne, 10, 10);
		this.takesOne.finish();
		this.takesOne.offer(frame(10));
		assertThat(server.isTerminated()).isFalse();
		server.request(10);
		assertThat(server.getReceivedOnNext()).containsExactly("0", "1");
		assertThat(server.isTerminatedComplete()).isTrue();
		assertThat(this.listener.cancelled).isZero();
	}

	@Test
	void whenItIsAbortedThenWhatWaitsIsDropped() {
		TestSubscriber<String> server = subscribe(this.takesOne.frames(), 1);
		write(this.takesOne, 10, 10);
		this.takesOne.abort();
		assertThat(server.getReceivedOnNext()).containsExactly("0");
		assertThat(server.isTerminatedComplete()).isTrue();
	}

	@Test
	void whenTheServerCancelsThenItIsToldOnce() {
		TestSubscriber<String> server = subscribe(this.takesOne.frames(), 1);
		write(this.takesOne, 10, 10);
		server.cancel();
		server.cancel();
		assertThat(this.listener.cancelled).isOne();
		assertThat(this.takesOne.isWritable()).isFalse();
	}

	@Test
	void whenFramesWaitThenAllOfThemMakeOneGroup() {
		TestSubscriber<Publisher<String>> server = subscribe(this.takesOne.groups(), 1);
		write(this.takesOne, 10, 10, 10);
		TestSubscriber<String> first = subscribe(server.getReceivedOnNext().get(0), 100);
		assertThat(first.getReceivedOnNext()).containsExactly("0", "1", "2");
		assertThat(first.isTerminatedComplete()).isTrue();
		write(this.takesOne, 10);
		assertThat(server.getReceivedOnNext()).hasSize(1);
		server.request(1);
		assertThat(server.getReceivedOnNext()).hasSize(2);
		TestSubscriber<String> second = subscribe(server.getReceivedOnNext().get(1), 100);
		assertThat(second.getReceivedOnNext()).containsExactly("3");
		this.takesOne.finish();
		assertThat(server.isTerminatedComplete()).isTrue();
	}

	@Test
	void whenAGroupIsNotTakenYetThenThereIsNoSecondOne() {
		TestSubscriber<Publisher<String>> server = subscribe(this.takesOne.groups(), 32);
		write(this.takesOne, 10);
		write(this.takesOne, 10);
		this.takesOne.finish();
		assertThat(server.getReceivedOnNext()).hasSize(1);
		assertThat(server.isTerminated()).isFalse();
		StepVerifier.create(server.getReceivedOnNext().get(0)).expectNext("0", "1").verifyComplete();
		assertThat(server.isTerminatedComplete()).isTrue();
	}

	@Test
	void whenTheServerReadsByOperatorsThenNothingIsLost() {
		TestPublisher<String> end = TestPublisher.create();
		StepVerifier
			.create(Flux.from(this.takesAhead.groups())
				.concatMap((group) -> Flux.from(group).concatWithValues("|"), 32)
				.takeUntilOther(end.flux()), 2)
			.then(() -> write(this.takesAhead, 40, 40, 40, 40, 40))
			.expectNext("0", "1")
			.thenRequest(10)
			.expectNext("2")
			.then(this::runTasks)
			.then(() -> this.receipts.remove(0).run())
			.expectNext("3", "4", "|")
			.then(this.takesAhead::finish)
			.verifyComplete();
	}

	private <V> TestSubscriber<V> subscribe(Publisher<V> publisher, long demand) {
		TestSubscriber<V> subscriber = TestSubscriber.builder().initialRequest(demand).build();
		publisher.subscribe(subscriber);
		return subscriber;
	}

	private void write(Outbox<String> outbox, int... sizes) {
		for (int size : sizes) {
			outbox.offer(frame(size));
		}
		outbox.flush();
	}

	private Frame frame(int size) {
		CountedFrame frame = new CountedFrame(Integer.toString(this.frames.size()), size);
		this.frames.add(frame);
		return frame;
	}

	private void runTasks() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	private static final class Listener implements Outlet.Listener {

		private int progress;

		private int cancelled;

		@Override
		public void progress() {
			this.progress++;
		}

		@Override
		public void cancelled() {
			this.cancelled++;
		}

	}

	private static final class CountedFrame implements Frame {

		private final String name;

		private final int size;

		private final AtomicInteger references = new AtomicInteger(1);

		CountedFrame(String name, int size) {
			this.name = name;
			this.size = size;
		}

		@Override
		public int size() {
			return this.size;
		}

		@Override
		public ByteBuffer buffer() {
			return ByteBuffer.allocate(this.size);
		}

		@Override
		public Frame share() {
			retain();
			return this;
		}

		@Override
		public void retain() {
			this.references.incrementAndGet();
		}

		@Override
		public void release() {
			assertThat(this.references.decrementAndGet()).isNotNegative();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
