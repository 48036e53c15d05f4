package dev.realtime.bus;

import dev.realtime.Position;
import reactor.core.publisher.Mono;

/**
 * A bus that takes everything and brings nothing, and never says what became of an event.
 */
public class IdleBus implements RealtimeBus {

	@Override
	public Mono<Position> publish(Publication publication) {
		return Mono.never();
	}

	@Override
	public void listen(BusListener listener) {
	}

	@Override
	public Mono<Void> subscribe(String topic) {
		return Mono.empty();
	}

	@Override
	public void unsubscribe(String topic) {
	}

	@Override
	public Mono<ReadResult> read(ReadRequest request) {
		return Mono.never();
	}

	@Override
	public void requestCheckpoint() {
	}

}
