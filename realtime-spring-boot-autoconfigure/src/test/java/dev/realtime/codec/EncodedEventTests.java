package dev.realtime.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link EncodedEvent}: encoded once, freed once.
 */
class EncodedEventTests {

	private final CountingAllocator allocator = new CountingAllocator();

	private final EncodedEvent event = new EncodedEvent(
			new PublishedEvent("a", "b", new Position("abcdef", 1), 0, 0, "{}".getBytes(StandardCharsets.UTF_8), null),
			this.allocator);

	@Test
	void aFrameIsMadeOnceWhoeverAsks() throws Exception {
		int threads = 4;
		CyclicBarrier together = new CyclicBarrier(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Frame>> frames = IntStream.range(0, threads).mapToObj((i) -> executor.submit(() -> {
				together.await();
				return this.event.frame(WireFormat.SSE);
			})).toList();
			for (Future<Frame> frame : frames) {
				assertThat(frame.get()).isSameAs(this.event.frame(WireFormat.SSE));
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.allocator.made).hasValue(1);
	}

	@Test
	void theLastReleaseFreesEveryFrame() {
		this.event.frame(WireFormat.SSE);
		this.event.frame(WireFormat.JSON);
		this.event.retain();
		this.event.release();
		assertThat(this.allocator.live).hasValue(2);
		this.event.release();
		assertThat(this.allocator.live).hasValue(0);
	}

	@Test
	void whatWasReleasedCannotBeUsed() {
		this.event.release();
		assertThatIllegalStateException().isThrownBy(() -> this.event.frame(WireFormat.SSE));
		assertThatIllegalStateException().isThrownBy(this.event::retain);
		assertThatIllegalStateException().isThrownBy(this.event::release);
	}

	@Test
	void anAccountIsChargedForFramesToComeAndPaidBackInFull() {
		AtomicLong account = new AtomicLong();
		this.event.frame(WireFormat.SSE);
		this.event.chargeTo(account);
		long before = account.get();
		int size = this.event.frame(WireFormat.JSON).size();
		assertThat(account).hasValue(before + size);
		this.event.chargeTo(null);
		this.event.frame(WireFormat.SSE_ENVELOPE);
		assertThat(account).hasValue(0);
	}

	private static final class CountingAllocator implements FrameAllocator {

		private final HeapFrameAllocator heap = new HeapFrameAllocator();

		private final AtomicInteger made = new AtomicInteger();

		private final AtomicInteger live = new AtomicInteger();

		@Override
		public Frame allocate(WireFormat format, byte[] bytes) {
			this.made.incrementAndGet();
			this.live.incrementAndGet();
			Frame frame = this.heap.allocate(format, bytes);
			return new Frame() {

				@Override
				public int size() {
					return frame.size();
				}

				@Override
				public ByteBuffer buffer() {
					return frame.buffer();
				}

				@Override
				public Frame share() {
					retain();
					return this;
				}

				@Override
				public void retain() {
					CountingAllocator.this.live.incrementAndGet();
				}

				@Override
				public void release() {
					CountingAllocator.this.live.decrementAndGet();
				}

			};
		}

		@Override
		public Frame merge(WireFormat format, List<Frame> frames) {
			return this.heap.merge(format, frames);
		}

	}

}
