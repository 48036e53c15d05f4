package dev.realtime.redis;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.BusUnavailableException;
import dev.realtime.Position;
import dev.realtime.PublishOutcomeUnknownException;
import dev.realtime.PublishRejectedException;
import dev.realtime.TraceContext;
import dev.realtime.bus.Publication;
import dev.realtime.bus.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way into the log. One call of the script is under way at a time and
 * takes all that came meanwhile: the order in which they were given is kept, and the
 * busier it gets the cheaper an event becomes. Thread-safe.
 */
final class PublishQueue {

	/** How many may wait; with more, Redis is slower than the application. */
	static final int MAX_WAITING = 50_000;

	/** So that one call does not keep Redis from others for more than a few ms. */
	private static final int MAX_EVENTS = 512;

	private static final int MAX_BYTES = 1 << 20;

	private static final int FIELDS = 8;

	private static final byte[] NOTHING = {};

	private static final byte[] EPHEMERAL = Reply.bytes(-1);

	private final ScriptRunner scripts;

	private final byte[] window;

	private final byte[] knownTopics;

	private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private final Serial serial = new Serial();

	private boolean busy;

	PublishQueue(ScriptRunner scripts, RedisBusSettings settings) {
		this.scripts = scripts;
		this.window = Reply.bytes(settings.idempotencyWindow().toMillis());
		this.knownTopics = Reply.bytes(settings.knownTopics());
	}

	/**
	 * Append an event.
	 * @param publication the event
	 * @return its position, or {@code null} if it is ephemeral; fails with a
	 * {@link BusUnavailableException} if it was not published, with a
	 * {@link PublishOutcomeUnknownException} if it may have been
	 */
	CompletableFuture<@Nullable Position> add(Publication publication) {
		CompletableFuture<@Nullable Position> receipt = new CompletableFuture<>();
		if (this.size.incrementAndGet() > MAX_WAITING) {
			this.size.decrementAndGet();
			receipt.completeExceptionally(new PublishRejectedException(MAX_WAITING));
			return receipt;
		}
		this.waiting.add(new Waiting(publication, receipt));
		this.serial.execute(this::next);
		return receipt;
	}

	private void next() {
		if (this.busy) {
			return;
		}
		List<Waiting> batch = new ArrayList<>();
		int bytes = 0;
		for (Waiting first = this.waiting.peek(); first != null && batch.size() < MAX_EVENTS
				&& (batch.isEmpty() || bytes + first.bytes() <= MAX_BYTES); first = this.waiting.peek()) {
			bytes += first.bytes();
			batch.add(first);
			this.waiting.remove();
		}
		if (batch.isEmpty()) {
			return;
		}
		this.size.addAndGet(-batch.size());
		this.busy = true;
		this.scripts.<List<Object>>run(Script.PUBLISH, arguments(batch)).whenComplete((receipts, error) -> {
			this.serial.execute(() -> {
				this.busy = false;
				next();
			});
			for (int i = 0; i < batch.size(); i++) {
				if (error != null) {
					batch.get(i).fail(error);
				}
				else if (i >= receipts.size()) {
					batch.get(i).fail(new IllegalStateException("Redis gave no receipt"));
				}
				else {
					batch.get(i).complete(Reply.text(receipts.get(i)));
				}
			}
		});
	}

	private byte[][] arguments(List<Waiting> batch) {
		byte[] traces = traces(batch);
		byte[][] arguments = new byte[2 + batch.size() * FIELDS + ((traces != null) ? 1 : 0)][];
		arguments[0] = this.window;
		arguments[1] = this.knownTopics;
		int next = 2;
		for (Waiting waiting : batch) {
			Publication event = waiting.publication();
			arguments[next++] = Reply.bytes(event.topic());
			arguments[next++] = Reply.bytes(event.type());
			arguments[next++] = Reply.bytes(event.timestamp());
			arguments[next++] = text(event.messageId());
			arguments[next++] = text(event.idempotencyKey());
			arguments[next++] = event.ephemeral() ? EPHEMERAL : Reply.bytes(event.retention().maxEvents());
			arguments[next++] = Reply.bytes(event.retention().maxAge().toMillis());
			arguments[next++] = event.payload();
		}
		if (traces != null) {
			arguments[next] = traces;
		}
		return arguments;
	}

	/** Apart from the events, so that those without a trace cost nothing. */
	private static byte @Nullable [] traces(List<Waiting> batch) {
		ByteArrayOutputStream out = null;
		for (int i = 0; i < batch.size(); i++) {
			TraceContext trace = batch.get(i).publication().trace();
			if (!trace.isEmpty()) {
				out = (out != null) ? out : new ByteArrayOutputStream();
				writeShort(i + 1, out);
				byte[] text = Reply.bytes(trace.text());
				writeShort(text.length, out);
				out.writeBytes(text);
			}
		}
		return (out != null) ? out.toByteArray() : null;
	}

	private static void writeShort(int value, ByteArrayOutputStream out) {
		out.write(value >>> 8);
		out.write(value);
	}

	private static byte[] text(@Nullable String text) {
		return (text != null) ? Reply.bytes(text) : NOTHING;
	}

	/**
	 * An event that waits for its receipt.
	 *
	 * @param publication the event
	 * @param receipt completes with its position
	 */
	private record Waiting(Publication publication, CompletableFuture<@Nullable Position> receipt) {

		int bytes() {
			return this.publication.payload().length;
		}

		void complete(String reply) {
			if (reply.isEmpty()) {
				this.receipt.complete(null);
				return;
			}
			Position position = Position.parse(reply);
			if (position != null) {
				this.receipt.complete(position);
			}
			else {
				this.receipt
					.completeExceptionally(new BusUnavailableException("Redis refused the event: " + reply, null));
			}
		}

		void fail(Throwable error) {
			if (error instanceof BusUnavailableException) {
				this.receipt.completeExceptionally(error);
			}
			else if (Reply.isRefused(error)) {
				this.receipt.completeExceptionally(new BusUnavailableException(
						"Redis refused the event: " + Advice.cause(error) + ". " + Advice.on(error), error));
			}
			else {
				this.receipt.completeExceptionally(new PublishOutcomeUnknownException(error));
			}
		}

	}

}
