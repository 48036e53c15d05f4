package dev.realtime.benchmarks.jmh;

import java.util.List;

import dev.realtime.PublishedEvent;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.EventEncoder;
import dev.realtime.codec.Frame;
import dev.realtime.codec.FrameAllocator;
import dev.realtime.codec.WireFormat;
import dev.realtime.webflux.NettyFrameAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What is done once for each event and wire format, however many connections follow.
 */
public class Encode extends HotPath {

	private final FrameAllocator allocator = new NettyFrameAllocator();

	@Param
	private WireFormat format = WireFormat.SSE;

	@Param({ "150", "4096" })
	private int size;

	private PublishedEvent event = Samples.event(150);

	private List<Frame> frames = List.of();

	/**
	 * Make the events.
	 */
	@Setup
	public void prepare() {
		this.event = Samples.event(this.size);
		byte[] bytes = EventEncoder.encode(this.event, this.format);
		this.frames = List.of(this.allocator.allocate(this.format, bytes), this.allocator.allocate(this.format, bytes),
				this.allocator.allocate(this.format, bytes), this.allocator.allocate(this.format, bytes));
	}

	/**
	 * The bytes alone.
	 * @return the bytes
	 */
	@Benchmark
	public byte[] bytes() {
		return EventEncoder.encode(this.event, this.format);
	}

	/**
	 * An event as the hub takes it, with its frame.
	 * @return the size of the frame
	 */
	@Benchmark
	public int frame() {
		EncodedEvent encoded = new EncodedEvent(this.event, this.allocator);
		int made = encoded.frame(this.format).size();
		encoded.release();
		return made;
	}

	/**
	 * One frame of four, as for events that come faster than they are written.
	 * @return the size of the frame
	 */
	@Benchmark
	public int merge() {
		Frame merged = this.allocator.merge(this.format, this.frames);
		int made = merged.size();
		merged.release();
		return made;
	}

}
