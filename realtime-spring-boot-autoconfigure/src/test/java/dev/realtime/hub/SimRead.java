package dev.realtime.hub;

import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import reactor.core.publisher.MonoSink;

/**
 * A look at the log: asked for, taken, and answered, each in its time.
 */
final class SimRead {

	final ReadRequest request;

	final MonoSink<ReadResult> sink;

	/** What was found, {@code null} until it was looked. */
	ReadResult result;

	/** How far the true history had come then. */
	int number;

	SimRead(ReadRequest request, MonoSink<ReadResult> sink) {
		this.request = request;
		this.sink = sink;
	}

	@Override
	public String toString() {
		return this.request + " -> " + this.result;
	}

}
