package dev.realtime.webflux;

import dev.realtime.codec.Frame;
import dev.realtime.codec.MergedEvents;
import dev.realtime.codec.WireFormat;

/**
 * Where the frames of one stream go. In lane only.
 */
interface Outlet {

	/**
	 * In which form shared frames are written here.
	 * @return the format
	 */
	WireFormat format();

	/**
	 * Write a shared frame behind all others. Whoever keeps it retains it.
	 * @param frame a frame in this outlet's format
	 */
	void write(Frame frame);

	/**
	 * Write events behind all others: joined, unless only a frame says where one ends.
	 * @param merged the events
	 */
	default void write(MergedEvents merged) {
		WireFormat format = format();
		if (format == WireFormat.JSON) {
			// The server makes a message of each frame, and two events are no JSON.
			merged.events().forEach((event) -> write(event.frame(format)));
		}
		else {
			write(merged.frame(format));
		}
	}

	/**
	 * Write bytes that are this stream's alone.
	 * @param content the bytes, without what the transport puts around them
	 */
	void write(byte[] content);

	/**
	 * Whether there is room.
	 * @return {@code false} if what was written waits for the client
	 */
	boolean isWritable();

	/**
	 * Whether the client took something since this was last asked, without having taken
	 * so much that there is room again.
	 * @return {@code false} if it is not known
	 */
	default boolean hasProgressed() {
		return false;
	}

	/**
	 * Send what was written.
	 */
	void flush();

	/**
	 * Take no more frames; the stream completes after those that were written.
	 */
	void finish();

	/**
	 * End the stream now and drop what waits.
	 */
	void abort();

	/** Told on the lane. */
	interface Listener {

		/** Frames were written while the stream was not writable. */
		void progress();

		/** The server or the client ended the stream; once. */
		void cancelled();

	}

}
