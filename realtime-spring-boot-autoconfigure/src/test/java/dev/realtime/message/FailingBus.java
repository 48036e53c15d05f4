package dev.realtime.message;

import dev.realtime.Position;
import dev.realtime.bus.BusListener;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import reactor.core.publisher.Mono;

/**
 * A bus that cannot subscribe to topics that end with "broken".
 *
 * @param delegate does everything else
 */
record FailingBus(RealtimeBus delegate) implements RealtimeBus {

	@Override
	public Mono<Position> publish(Publication publication) {
		return this.delegate.publish(publication);
	}

	@Override
	public void listen(BusListener listener) {
		this.delegate.listen(listener);
	}

	@Override
	public Mono<Void> subscribe(String topic) {
		if (topic.endsWith("broken")) {
			return Mono.error(new IllegalStateException("as tested"));
		}
		return this.delegate.subscribe(topic);
	}

	@Override
	public void unsubscribe(String topic) {
		this.delegate.unsubscribe(topic);
	}

	@Override
	public Mono<ReadResult> read(ReadRequest request) {
		return this.delegate.read(request);
	}

	@Override
	public void requestCheckpoint() {
		this.delegate.requestCheckpoint();
	}

}
