package dev.realtime.webflux;

import dev.realtime.Position;
import dev.realtime.bus.BusListener;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RealtimeBus;
import reactor.core.publisher.Mono;

/**
 * A bus that never confirms {@code public.silent} and cannot subscribe
 * {@code public.broken}.
 */
record PartlySilentBus(RealtimeBus delegate) implements RealtimeBus {

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
		return switch (topic) {
			case "public.silent" -> Mono.never();
			case "public.broken" -> Mono.error(new IllegalStateException("broken"));
			default -> this.delegate.subscribe(topic);
		};
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
