package dev.realtime.webflux;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;

import dev.realtime.codec.Frame;
import dev.realtime.codec.FrameAllocator;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.codec.WireFormat;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * References to frames on their way to one client, as a publisher that never emits more
 * than was asked for. It refuses nothing; whoever writes asks {@link #isWritable()}
 * first, which counts the bytes that wait here and those that the server has taken but
 * not written yet. A server that takes many frames ahead is asked for a {@link Receipt};
 * one without receipts takes one at a time.
 * <p>
 * Everything but the signals of the subscriber happens on the lane, and those hop to it.
 * Owns one reference of each frame from {@link #offer} until the server takes it or the
 * stream ends. What the server takes shares the frame's bytes, so frames are on the heap.
 *
 * @param <T> what the server takes
 */
final class Outbox<T> implements Outlet {

	private static final int MAX_FRAMES = 1024;

	private static final FrameAllocator ALLOCATOR = new HeapFrameAllocator();

	private final LaneThread lane;

	private final WireFormat format;

	private final Function<Frame, T> wrapper;

	private final int limit;

	private final Listener listener;

	private final @Nullable Receipt receipt;

	private final Queue<Frame> queue = new ArrayDeque<>();

	private long queuedBytes;

	/** What the server has taken and may not have written yet. */
	private long inFlightBytes;

	/** All that the server has ever taken. */
	private long takenBytes;

	private @Nullable Groups groups;

	private @Nullable Segment segment;

	private boolean receiptAsked;

	private boolean blocked;

	private boolean progressPosted;

	private boolean finished;

	private boolean ended;

	private boolean draining;

	private boolean drainAgain;

	Outbox(LaneThread lane, @Nullable Receipt receipt, int limit, WireFormat format, Function<Frame, T> wrapper,
			Listener listener) {
		this.lane = lane;
		this.receipt = receipt;
		this.limit = limit;
		this.format = format;
		this.wrapper = wrapper;
		this.listener = listener;
	}

	/**
	 * The frames one by one, for one subscriber.
	 * @return completes after {@link #finish()} when the last frame was taken
	 */
	Publisher<T> frames() {
		return (subscriber) -> this.lane.run(() -> begin(new Segment(subscriber)));
	}

	/**
	 * The frames in groups, for one subscriber that flushes after each group. A group
	 * ends when nothing waits.
	 * @return completes after {@link #finish()} when the last group was taken
	 */
	Publisher<Publisher<T>> groups() {
		return (subscriber) -> this.lane.run(() -> begin(new Groups(subscriber)));
	}

	@Override
	public WireFormat format() {
		return this.format;
	}

	@Override
	public void write(Frame frame) {
		frame.retain();
		offer(frame);
	}

	@Override
	public void write(byte[] content) {
		offer(ALLOCATOR.allocate(this.format, content));
	}

	/**
	 * Queue a frame behind all others.
	 * @param frame the frame; one reference becomes this object's
	 */
	void offer(Frame frame) {
		if (this.finished) {
			frame.release();
			return;
		}
		this.queue.add(frame);
		this.queuedBytes += frame.size();
		if (this.queuedBytes + this.inFlightBytes >= this.limit || this.queue.size() >= MAX_FRAMES) {
			this.blocked = true;
		}
	}

	/**
	 * Whether the server has nothing more to take, and is done with what it took.
	 * @param passed how many bytes have passed the server's own code
	 * @return {@code true} if what comes next may take another way
	 */
	boolean isQuiet(long passed) {
		return this.queue.isEmpty() && this.segment == null && !this.finished && this.takenBytes == passed;
	}

	/**
	 * {@inheritDoc}
	 * @return {@code false} from when the limit is reached until half of it is free, and
	 * at the end
	 */
	@Override
	public boolean isWritable() {
		return !this.blocked && !this.finished;
	}

	/** Hands over what waits, as far as there is demand. */
	@Override
	public void flush() {
		if (this.draining) {
			this.drainAgain = true;
			return;
		}
		this.draining = true;
		try {
			do {
				this.drainAgain = false;
				drain();
			}
			while (this.drainAgain);
		}
		finally {
			this.draining = false;
		}
	}

	@Override
	public void finish() {
		this.finished = true;
		flush();
	}

	@Override
	public void abort() {
		if (this.ended) {
			return;
		}
		Segment lastSegment = this.segment;
		Groups allGroups = this.groups;
		end();
		if (lastSegment != null) {
			lastSegment.subscriber.onComplete();
		}
		if (allGroups != null) {
			allGroups.subscriber.onComplete();
		}
	}

	private void begin(Segment next) {
		if (this.ended || this.segment != null) {
			next.subscriber.onSubscribe(next);
			next.subscriber.onComplete();
			return;
		}
		this.segment = next;
		next.subscriber.onSubscribe(next);
		flush();
	}

	private void begin(Groups next) {
		next.subscriber.onSubscribe(next);
		if (this.ended || this.groups != null) {
			next.subscriber.onComplete();
			return;
		}
		this.groups = next;
		flush();
	}

	private void drain() {
		Groups all = this.groups;
		if (all != null && this.segment == null && !all.offered && all.demand > 0 && !this.queue.isEmpty()) {
			all.demand--;
			all.offered = true;
			all.subscriber.onNext(frames());
		}
		Segment current = this.segment;
		while (current != null && current == this.segment && current.demand > 0 && !this.queue.isEmpty()
				&& this.inFlightBytes < this.limit) {
			handOver(this.queue.remove(), current);
		}
		askForReceipt();
		unblock();
		if (current != null && current == this.segment && this.queue.isEmpty()) {
			completeSegment(current, all);
		}
		if (all != null && this.finished && !this.ended && this.queue.isEmpty() && this.segment == null
				&& !all.offered) {
			end();
			all.subscriber.onComplete();
		}
	}

	private void handOver(Frame frame, Segment current) {
		if (current.demand != Long.MAX_VALUE) {
			current.demand--;
		}
		this.queuedBytes -= frame.size();
		this.takenBytes += frame.size();
		if (this.receipt != null) {
			this.inFlightBytes += frame.size();
		}
		else if (this.blocked) {
			postProgress();
		}
		current.subscriber.onNext(this.wrapper.apply(frame));
		frame.release();
	}

	private void completeSegment(Segment current, @Nullable Groups all) {
		if (all != null) {
			this.segment = null;
			all.offered = false;
			this.drainAgain = true;
			current.subscriber.onComplete();
		}
		else if (this.finished) {
			end();
			current.subscriber.onComplete();
		}
	}

	/**
	 * Not for every frame: a receipt costs a write.
	 */
	private void askForReceipt() {
		if (this.receipt != null && !this.receiptAsked && this.inFlightBytes * 2 >= this.limit) {
			this.receiptAsked = true;
			// Later: what was handed over just now may not have got there yet.
			this.lane.post(() -> {
				long bytes = this.inFlightBytes;
				this.receipt.whenWritten(() -> this.lane.run(() -> written(bytes)));
			});
		}
	}

	private void written(long bytes) {
		this.receiptAsked = false;
		this.inFlightBytes -= bytes;
		if (this.blocked) {
			postProgress();
		}
		flush();
	}

	private void unblock() {
		if (this.blocked && (this.queuedBytes + this.inFlightBytes) * 2 < this.limit
				&& this.queue.size() * 2 < MAX_FRAMES) {
			this.blocked = false;
			postProgress();
		}
	}

	private void postProgress() {
		if (!this.progressPosted) {
			this.progressPosted = true;
			// Not now: the hub may be in the middle of a batch that called us.
			this.lane.post(() -> {
				this.progressPosted = false;
				if (!this.finished) {
					this.listener.progress();
				}
			});
		}
	}

	private void cancelled() {
		if (!this.ended) {
			end();
			this.listener.cancelled();
		}
	}

	private void end() {
		this.ended = true;
		this.finished = true;
		this.segment = null;
		this.queue.forEach(Frame::release);
		this.queue.clear();
		this.queuedBytes = 0;
	}

	private final class Segment implements Subscription {

		private final Subscriber<? super T> subscriber;

		private long demand;

		Segment(Subscriber<? super T> subscriber) {
			this.subscriber = subscriber;
		}

		@Override
		public void request(long n) {
			Outbox.this.lane.run(() -> {
				this.demand = Operators.addCap(this.demand, n);
				flush();
			});
		}

		@Override
		public void cancel() {
			Outbox.this.lane.run(() -> {
				if (this == Outbox.this.segment) {
					cancelled();
				}
			});
		}

	}

	private final class Groups implements Subscription {

		private final Subscriber<? super Publisher<T>> subscriber;

		private long demand;

		private boolean offered;

		Groups(Subscriber<? super Publisher<T>> subscriber) {
			this.subscriber = subscriber;
		}

		@Override
		public void request(long n) {
			Outbox.this.lane.run(() -> {
				this.demand = Operators.addCap(this.demand, n);
				flush();
			});
		}

		@Override
		public void cancel() {
			Outbox.this.lane.run(Outbox.this::cancelled);
		}

	}

}
