package dev.realtime.codec;

import java.nio.ByteBuffer;

/**
 * Bytes in one wire format, encoded once and shared by all connections. Reference
 * counted: whoever makes it or calls {@link #retain()} owns one reference and calls
 * {@link #release()} once. Thread-safe; the bytes never change.
 */
public interface Frame {

	/**
	 * How many bytes there are.
	 * @return the size in bytes
	 */
	int size();

	/**
	 * A view of the bytes with a position of its own, valid while a reference is held.
	 * @return the bytes; they must not be written to
	 */
	ByteBuffer buffer();

	/**
	 * The same bytes, counted apart: who shares a frame with many connections of one
	 * thread is not in the way of other threads that do the same.
	 * @return a frame with one reference, the caller's
	 */
	Frame share();

	/**
	 * Take one more reference.
	 */
	void retain();

	/**
	 * Give one reference back; the last one frees the bytes.
	 */
	void release();

}
