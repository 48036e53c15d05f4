package dev.realtime.codec;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.realtime.PublishedEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event and its frames, each made on first use. Reference counted: the creator owns
 * one reference, and so does everyone who calls {@link #retain()}; the last
 * {@link #release()} releases the frames. Thread-safe.
 */
public class EncodedEvent {

	private static final int OVERHEAD = 128;

	private final PublishedEvent event;

	private final FrameAllocator allocator;

	private final long receivedAt = System.nanoTime();

	private final AtomicInteger references = new AtomicInteger(1);

	private final @Nullable Frame[] frames = new Frame[WireFormat.values().length];

	private @Nullable AtomicLong account;

	public EncodedEvent(PublishedEvent event, FrameAllocator allocator) {
		this.event = event;
		this.allocator = allocator;
	}

	/**
	 * The event.
	 * @return the event
	 */
	public PublishedEvent event() {
		return this.event;
	}

	/**
	 * When this node received the event, by {@link System#nanoTime()}.
	 * @return the nanoseconds
	 */
	public long receivedAt() {
		return this.receivedAt;
	}

	/**
	 * The event's bytes in a format, encoded now if nobody asked before. Valid while the
	 * caller holds a reference to this object; whoever keeps it longer retains it.
	 * @param format the format
	 * @return the shared frame
	 */
	public synchronized Frame frame(WireFormat format) {
		Frame frame = this.frames[format.ordinal()];
		if (frame == null) {
			if (this.references.get() <= 0) {
				throw new IllegalStateException("released: " + this.event);
			}
			frame = this.allocator.allocate(format, EventEncoder.encode(this.event, format));
			this.frames[format.ordinal()] = frame;
			if (this.account != null) {
				this.account.addAndGet(frame.size());
			}
		}
		return frame;
	}

	/**
	 * Charge this event's bytes, and those of frames still to come, to an account; or,
	 * with {@code null}, give back what was charged.
	 * @param account the account to charge, or {@code null}
	 */
	public synchronized void chargeTo(@Nullable AtomicLong account) {
		if (this.account != null) {
			this.account.addAndGet(-size());
		}
		this.account = account;
		if (account != null) {
			account.addAndGet(size());
		}
	}

	private long size() {
		long size = (long) OVERHEAD + this.event.payload().length;
		for (Frame frame : this.frames) {
			size += (frame != null) ? frame.size() : 0;
		}
		return size;
	}

	/**
	 * Take one more reference.
	 * @return this
	 */
	public EncodedEvent retain() {
		if (this.references.getAndIncrement() <= 0) {
			this.references.decrementAndGet();
			throw new IllegalStateException("released: " + this.event);
		}
		return this;
	}

	/**
	 * Give one reference back.
	 */
	public void release() {
		int left = this.references.decrementAndGet();
		if (left < 0) {
			throw new IllegalStateException("released too often: " + this.event);
		}
		if (left == 0) {
			free();
		}
	}

	private synchronized void free() {
		for (int i = 0; i < this.frames.length; i++) {
			Frame frame = this.frames[i];
			if (frame != null) {
				frame.release();
				this.frames[i] = null;
			}
		}
	}

	@Override
	public String toString() {
		return this.event.toString();
	}

}
