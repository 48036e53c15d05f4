package dev.realtime.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.realtime.BusUnavailableException;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadQueueTests {

	private static final String EPOCH = "epochaa";

	private final HeldScripts scripts = new HeldScripts();

	private final ReadQueue queue = new ReadQueue(this.scripts, RealtimeObserver.NOOP);

	@Test
	void oneLookServesAllWhoCameMeanwhile() {
		CompletableFuture<ReadResult> first = read(0, "a");
		List<CompletableFuture<ReadResult>> others = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			others.add(read(1 + i % 3, "a", "b"));
		}
		assertThat(this.scripts.calls).hasSize(1);
		answer(4, topic(4, event(1, 0), event(2, 1), event(4, 2)));
		assertThat(first.join().events()).extracting(PublishedEvent::offset).containsExactly(1L, 2L, 4L);
		assertThat(this.scripts.calls).hasSize(2);
		assertThat(this.scripts.last().arguments()).containsExactly("500", "1", EPOCH, "a", "1", "b", "1");
		answer(4, topic(4, event(2, 1), event(4, 2)), topic(3, event(3, 0)));
		assertThat(others).allSatisfy((result) -> assertThat(result).isCompleted());
		assertThat(offsets(others.get(0))).containsExactly(2L, 3L, 4L);
		assertThat(offsets(others.get(1))).containsExactly(3L, 4L);
		assertThat(offsets(others.get(2))).containsExactly(4L);
		assertThat(this.scripts.calls).hasSize(2);
	}

	@Test
	void whoIsFurtherBackThanTheFirstIsServedByTheNextLook() {
		read(9, "z");
		CompletableFuture<ReadResult> near = read(5, "a");
		CompletableFuture<ReadResult> far = read(2, "a");
		answer(9, topic(0));
		assertThat(this.scripts.last().arguments()).containsExactly("500", "1", EPOCH, "a", "5");
		answer(9, topic(7, event(7, 4)));
		assertThat(offsets(near)).containsExactly(7L);
		assertThat(far).isNotDone();
		assertThat(this.scripts.last().arguments()).containsExactly("500", "1", EPOCH, "a", "2");
		answer(9, topic(7, event(4, 1), event(7, 4)));
		assertThat(offsets(far)).containsExactly(4L, 7L);
	}

	@Test
	void whoIsBeyondAFullPageLooksAgain() {
		read(9, "z");
		CompletableFuture<ReadResult> first = read(new ReadRequest(cursors(0, "a"), ReadRequest.UNLIMITED, 2));
		CompletableFuture<ReadResult> second = read(new ReadRequest(cursors(2, "a"), ReadRequest.UNLIMITED, 2));
		answer(9, topic(0));
		answer(9, topic(4, event(1, 0), event(2, 1)));
		assertThat(offsets(first)).containsExactly(1L, 2L);
		assertThat(first.join().through()).isEqualTo(new Position(EPOCH, 2));
		assertThat(second).isNotDone();
		answer(9, topic(4, event(3, 2), event(4, 3)));
		assertThat(offsets(second)).containsExactly(3L, 4L);
		assertThat(second.join().hasMore()).isFalse();
	}

	@Test
	void aMergedPageNeverPassesATopicOfWhichThereIsMore() {
		read(9, "z");
		read(new ReadRequest(cursors(0, "a"), ReadRequest.UNLIMITED, 2));
		CompletableFuture<ReadResult> result = read(new ReadRequest(cursors(1, "a", "b"), ReadRequest.UNLIMITED, 2));
		answer(9, topic(0));
		answer(9, topic(7, event(1, 0), event(2, 1)), topic(8, event(8, 0)));
		assertThat(offsets(result)).containsExactly(2L);
		assertThat(result.join().through()).isEqualTo(new Position(EPOCH, 2));
	}

	@Test
	void verdictsFollowTheChain() {
		assertThat(gap(1, topic(5, event(5, 3)))).as("first prev").isEqualTo(GapReason.TRIMMED);
		assertThat(gap(1, topic(5, event(2, 1), event(5, 4)))).as("between").isEqualTo(GapReason.TRIMMED);
		assertThat(gap(1, topic(7, event(5, 1)))).as("the last is missing").isEqualTo(GapReason.TRIMMED);
		assertThat(gap(1, topic(7))).as("all are missing").isEqualTo(GapReason.TRIMMED);
		assertThat(gap(1, topic(5, frame(5, 1, 99)))).as("expired").isEqualTo(GapReason.TRIMMED);
		assertThat(gap(1, topic(5, new byte[] { 2 }))).as("not understood").isEqualTo(GapReason.TRIMMED);
		assertThat(gap(10, topic(5))).as("beyond the top").isEqualTo(GapReason.FORKED);
		assertThat(gap(5, topic(5))).isNull();
		assertThat(gap(1, topic(5, event(5, 1)))).isNull();
	}

	@Test
	void cursorsOfClosedEpochsAreGoodUpToTheirEnd() {
		CompletableFuture<ReadResult> good = read(
				new ReadRequest(Map.of("a", new Position("oldoldo", 3)), ReadRequest.UNLIMITED, 10));
		answerClosed(3L, topic(5, event(5, 2)));
		assertThat(offsets(good)).containsExactly(5L);
		CompletableFuture<ReadResult> forked = read(
				new ReadRequest(Map.of("a", new Position("oldoldo", 4)), ReadRequest.UNLIMITED, 10));
		answerClosed(3L, topic(5, event(5, 2)));
		assertThat(forked.join().gaps()).isEqualTo(Map.of("a", GapReason.FORKED));
		CompletableFuture<ReadResult> unknown = read(
				new ReadRequest(Map.of("a", new Position("oldoldo", 1)), ReadRequest.UNLIMITED, 10));
		answerClosed(-1L, topic(5, event(5, 2)));
		assertThat(unknown.join().gaps()).isEqualTo(Map.of("a", GapReason.UNKNOWN));
		assertThat(unknown.join().events()).isEmpty();
	}

	@Test
	void whenALookDoesNotTellWhetherItIsTooMuchThenItIsCounted() {
		CompletableFuture<ReadResult> result = read(new ReadRequest(cursors(0, "a"), 3, 2));
		answer(9, topic(9, 5, event(1, 0), event(2, 1)));
		assertThat(this.scripts.last().script()).isEqualTo(Script.COUNT);
		assertThat(this.scripts.last().arguments()).containsExactly("3", "a", "0");
		this.scripts.last().reply().complete(4L);
		assertThat(result.join().gaps()).isEqualTo(Map.of("a", GapReason.LIMIT));
		assertThat(result.join().events()).isEmpty();
		CompletableFuture<ReadResult> enough = read(new ReadRequest(cursors(0, "a"), 4, 2));
		answer(9, topic(9, 5, event(1, 0), event(2, 1)));
		this.scripts.last().reply().complete(4L);
		assertThat(offsets(enough)).containsExactly(1L, 2L);
	}

	@Test
	void whenFewEnoughAreKeptThenNothingIsCounted() {
		CompletableFuture<ReadResult> result = read(new ReadRequest(cursors(0, "a"), 5, 2));
		answer(9, topic(9, 5, event(1, 0), event(2, 1)));
		assertThat(offsets(result)).containsExactly(1L, 2L);
	}

	@Test
	void whenALookFailsThenThoseItWasForAreToldAndOthersAreServed() {
		CompletableFuture<ReadResult> failed = read(0, "a");
		CompletableFuture<ReadResult> next = read(0, "a");
		this.scripts.last().reply().completeExceptionally(new BusUnavailableException("away", null));
		assertThat(failed).isCompletedExceptionally();
		answer(1, topic(1, event(1, 0)));
		assertThat(offsets(next)).containsExactly(1L);
	}

	@Test
	void whenWhatWasFoundMakesNoSenseThenWhoAskedIsToldAndOthersAreServed() {
		CompletableFuture<ReadResult> failed = read(0, "a");
		CompletableFuture<ReadResult> next = read(0, "b");
		answer(9, topic(9, event(0, 0)));
		assertThat(failed).isCompletedExceptionally();
		answer(1, topic(1, event(1, 0)));
		assertThat(offsets(next)).containsExactly(1L);
	}

	private GapReason gap(long cursor, Found topic) {
		CompletableFuture<ReadResult> result = read(cursor, "a");
		answer(9, topic);
		return result.join().gaps().get("a");
	}

	private CompletableFuture<ReadResult> read(long offset, String... topics) {
		return read(new ReadRequest(cursors(offset, topics), ReadRequest.UNLIMITED, 500));
	}

	private CompletableFuture<ReadResult> read(ReadRequest request) {
		return this.queue.add(request).orTimeout(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
	}

	private static Map<String, Position> cursors(long offset, String... topics) {
		Map<String, Position> cursors = new LinkedHashMap<>();
		for (String topic : topics) {
			cursors.put(topic, new Position(EPOCH, offset));
		}
		return cursors;
	}

	private void answer(long top, Found... topics) {
		reply(top, top, topics);
	}

	private void reply(long top, long end, Found... topics) {
		this.scripts.last()
			.reply()
			.complete(List.of(Reply.bytes(EPOCH), top, 100L, List.of(end),
					Stream.of(topics).<Object>map(Found::fields).toList()));
	}

	/** With the top at 9, and a cursor of an epoch that ended before. */
	private void answerClosed(long end, Found... topics) {
		reply(9, end, topics);
	}

	private static Found topic(long last, byte[]... frames) {
		return topic(last, frames.length, frames);
	}

	private static Found topic(long last, int kept, byte[]... frames) {
		List<Object> topic = new ArrayList<>(List.of(last, (long) kept));
		topic.addAll(List.of(frames));
		return new Found(topic);
	}

	private static byte[] event(long offset, long prev) {
		return frame(offset, prev, 1000);
	}

	private static byte[] frame(long offset, long prev, long expires) {
		return ByteBuffer.allocate(47)
			.put((byte) 1)
			.putLong(offset)
			.putLong(prev)
			.putLong(expires)
			.put((byte) 7)
			.put(Reply.bytes(EPOCH))
			.putLong(0)
			.putShort((short) 1)
			.put((byte) 't')
			.putShort((short) 0)
			.put((byte) '1')
			.array();
	}

	private static List<Long> offsets(CompletableFuture<ReadResult> result) {
		return result.join().events().stream().map(PublishedEvent::offset).toList();
	}

	/** What a look found of one topic. */
	private record Found(List<Object> fields) {

	}

}
