package dev.realtime.test;

import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Where one stream puts what it receives. After its end nothing is taken any more, so
 * that a stream that was cut cannot be heard while its successor runs. Thread-safe.
 */
final class StreamSink {

	private final Consumer<ReceivedFrame> frames;

	private final AtomicBoolean ended = new AtomicBoolean();

	StreamSink(Consumer<ReceivedFrame> frames) {
		this.frames = frames;
	}

	boolean isEnded() {
		return this.ended.get();
	}

	synchronized void add(ReceivedFrame frame) {
		if (!this.ended.get()) {
			this.frames.accept(frame);
		}
	}

	synchronized void end(int code, @Nullable Throwable error) {
		if (this.ended.compareAndSet(false, true)) {
			this.frames.accept(new ReceivedFrame.End(code, unwrap(error)));
		}
	}

	void refused(HttpResponse<?> response) {
		Object body = response.body();
		add(FrameReader.refused(response.statusCode(), response.headers().map(),
				(body != null) ? body.toString() : ""));
		end(0, null);
	}

	static @Nullable Throwable unwrap(@Nullable Throwable error) {
		boolean wrapper = error instanceof CompletionException || error instanceof CancellationException;
		return (wrapper && error != null && error.getCause() != null) ? error.getCause() : error;
	}

}
