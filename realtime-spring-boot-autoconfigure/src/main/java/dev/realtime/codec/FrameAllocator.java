package dev.realtime.codec;

import java.util.List;

/**
 * Where frames live: on the heap, or in whatever memory a server writes best from.
 * Thread-safe.
 */
public interface FrameAllocator {

	/**
	 * Make a frame of these bytes.
	 * @param format the form they are in
	 * @param bytes the bytes; they must not be written to afterwards
	 * @return a frame with one reference, the caller's
	 */
	Frame allocate(WireFormat format, byte[] bytes);

	/**
	 * Make one frame of several.
	 * @param format the form of all of them
	 * @param frames the frames, in order; they keep their references
	 * @return a frame with one reference, the caller's
	 */
	Frame merge(WireFormat format, List<Frame> frames);

}
