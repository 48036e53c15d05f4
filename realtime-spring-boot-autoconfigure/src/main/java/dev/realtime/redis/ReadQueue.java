package dev.realtime.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.Serial;

/**
 * Reads of the log, coalesced: one look is under way at a time, and the next one serves
 * all who came meanwhile. A look begins, for each topic, where the first who waits for
 * the topic is; so that one is always served, and with it everyone who is further on. A
 * storm of reconnecting clients costs looks in proportion to topics and time, and not to
 * clients. Thread-safe.
 */
final class ReadQueue {

	private static final int MAX_TOPICS = 256;

	/** How many events a look fetches at most, unless there are more topics. */
	private static final int MAX_EVENTS = 4096;

	private static final int MIN_PER_TOPIC = 16;

	private final ScriptRunner scripts;

	private final RealtimeObserver observer;

	private final Serial serial = new Serial();

	private final List<Waiting> waiting = new ArrayList<>();

	private boolean busy;

	ReadQueue(ScriptRunner scripts, RealtimeObserver observer) {
		this.scripts = scripts;
		this.observer = observer;
	}

	/**
	 * Read.
	 * @param request what to read
	 * @return what was found, at a time after this call
	 */
	CompletableFuture<ReadResult> add(ReadRequest request) {
		CompletableFuture<ReadResult> result = new CompletableFuture<>();
		this.serial.execute(() -> {
			this.waiting.add(new Waiting(request, result));
			next();
		});
		return result;
	}

	private void next() {
		if (this.busy || this.waiting.isEmpty()) {
			return;
		}
		Map<String, Long> topics = new LinkedHashMap<>();
		Set<String> epochs = new LinkedHashSet<>();
		List<Waiting> served = new ArrayList<>();
		int pageSize = 1;
		List<Waiting> left = new ArrayList<>();
		for (Waiting next : this.waiting) {
			if (!joins(next, topics)) {
				left.add(next);
			}
			else {
				served.add(next);
				pageSize = Math.max(pageSize, next.request().pageSize());
				next.request().cursors().forEach((topic, cursor) -> {
					topics.putIfAbsent(topic, cursor.offset());
					epochs.add(cursor.epoch());
				});
			}
		}
		this.waiting.clear();
		this.waiting.addAll(left);
		this.busy = true;
		this.observer.busRead(served.size());
		int perTopic = Math.max(MIN_PER_TOPIC, MAX_EVENTS / Math.max(1, topics.size()));
		look(topics, List.copyOf(epochs), Math.min(pageSize, perTopic)).whenComplete((look, error) -> {
			this.serial.execute(() -> {
				if (error == null) {
					serve(served, look);
				}
				else {
					served.forEach((asked) -> asked.result().completeExceptionally(error));
				}
				this.busy = false;
				next();
			});
		});
	}

	private static boolean joins(Waiting waiting, Map<String, Long> topics) {
		int more = 0;
		for (Map.Entry<String, Position> cursor : waiting.request().cursors().entrySet()) {
			Long begin = topics.get(cursor.getKey());
			if (begin == null) {
				more++;
			}
			else if (begin > cursor.getValue().offset()) {
				return false;
			}
		}
		return topics.isEmpty() || topics.size() + more <= MAX_TOPICS;
	}

	private CompletableFuture<Look> look(Map<String, Long> topics, List<String> epochs, int count) {
		List<byte[]> arguments = new ArrayList<>(2 + epochs.size() + topics.size() * 2);
		arguments.add(Reply.bytes(count));
		arguments.add(Reply.bytes(epochs.size()));
		epochs.forEach((epoch) -> arguments.add(Reply.bytes(epoch)));
		addTo(arguments, topics);
		List<String> names = List.copyOf(topics.keySet());
		return this.scripts.<List<Object>>run(Script.READ, arguments.toArray(byte[][]::new))
			.thenApply((reply) -> Look.of(reply, epochs, names, count));
	}

	private static void addTo(List<byte[]> arguments, Map<String, Long> offsets) {
		offsets.forEach((topic, offset) -> {
			arguments.add(Reply.bytes(topic));
			arguments.add(Reply.bytes(offset));
		});
	}

	private void serve(List<Waiting> served, Look look) {
		List<Waiting> again = new ArrayList<>();
		for (Waiting asked : served) {
			try {
				if (!serve(asked, look)) {
					again.add(asked);
				}
			}
			catch (RuntimeException ex) {
				// Whatever is wrong with what one asked for, the others are served.
				asked.result().completeExceptionally(ex);
			}
		}
		this.waiting.addAll(0, again);
	}

	/**
	 * Serve one who waits.
	 * @return {@code false} if the look does not reach that far
	 */
	private boolean serve(Waiting asked, Look look) {
		Judgement judgement = new Judgement(asked.request(), look);
		Boolean tooMuch = judgement.isTooMuch();
		if (!judgement.isCovered()) {
			return false;
		}
		if (tooMuch == null) {
			count(asked, judgement);
		}
		else {
			asked.result().complete(tooMuch ? judgement.refused() : judgement.answer());
		}
		return true;
	}

	private void count(Waiting asked, Judgement judgement) {
		Map<String, Long> offsets = new HashMap<>(judgement.toCount());
		List<byte[]> arguments = new ArrayList<>(1 + offsets.size() * 2);
		arguments.add(Reply.bytes(asked.request().limit()));
		addTo(arguments, offsets);
		this.scripts.<Long>run(Script.COUNT, arguments.toArray(byte[][]::new)).whenComplete((missed, error) -> {
			if (error != null) {
				asked.result().completeExceptionally(error);
			}
			else {
				asked.result().complete((missed > asked.request().limit()) ? judgement.refused() : judgement.answer());
			}
		});
	}

	/**
	 * Who waits to be served.
	 *
	 * @param request what is asked for
	 * @param result completes with the answer
	 */
	private record Waiting(ReadRequest request, CompletableFuture<ReadResult> result) {

	}

}
