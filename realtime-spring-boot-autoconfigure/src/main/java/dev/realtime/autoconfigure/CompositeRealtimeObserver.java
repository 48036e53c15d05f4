package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells several observers. One that throws is warned of once and disturbs nobody: neither
 * the others nor what is observed.
 */
final class CompositeRealtimeObserver implements RealtimeObserver {

	private static final Log logger = LogFactory.getLog(CompositeRealtimeObserver.class);

	private final Guarded[] observers;

	private CompositeRealtimeObserver(List<RealtimeObserver> observers) {
		this.observers = observers.stream().map(Guarded::new).toArray(Guarded[]::new);
	}

	static RealtimeObserver of(List<RealtimeObserver> observers) {
		return observers.isEmpty() ? RealtimeObserver.NOOP : new CompositeRealtimeObserver(observers);
	}

	@Override
	public void connectionOpened(Transport transport, boolean resumed) {
		tell((observer) -> observer.connectionOpened(transport, resumed));
	}

	@Override
	public void connectionClosed(Transport transport, CloseReason reason, Duration lifetime) {
		tell((observer) -> observer.connectionClosed(transport, reason, lifetime));
	}

	@Override
	public void connectionRejected(CloseReason reason) {
		tell((observer) -> observer.connectionRejected(reason));
	}

	@Override
	public void pollAnswered(String outcome, Duration duration) {
		tell((observer) -> observer.pollAnswered(outcome, duration));
	}

	@Override
	public void connectionBehind(boolean behind) {
		tell((observer) -> observer.connectionBehind(behind));
	}

	@Override
	public void eventPublished(String outcome) {
		tell((observer) -> observer.eventPublished(outcome));
	}

	@Override
	public void receiptGiven(long duration) {
		tell((observer) -> observer.receiptGiven(duration));
	}

	@Override
	public void eventUnpublished(String reason) {
		tell((observer) -> observer.eventUnpublished(reason));
	}

	@Override
	public void eventsDelivered(Transport transport, int count) {
		tell((observer) -> observer.eventsDelivered(transport, count));
	}

	@Override
	public void eventsDropped(String reason, int count) {
		tell((observer) -> observer.eventsDropped(reason, count));
	}

	@Override
	public void broadcast(int events, int deliveries, long sinceReceived, long sincePublished, long duration) {
		tell((observer) -> observer.broadcast(events, deliveries, sinceReceived, sincePublished, duration));
	}

	@Override
	public void replayed(Transport transport, String verdict, long events, Duration duration) {
		tell((observer) -> observer.replayed(transport, verdict, events, duration));
	}

	@Override
	public void messageReceived(String outcome) {
		tell((observer) -> observer.messageReceived(outcome));
	}

	@Override
	public void messageHandled(long duration) {
		tell((observer) -> observer.messageHandled(duration));
	}

	@Override
	public void pingAnswered(long duration) {
		tell((observer) -> observer.pingAnswered(duration));
	}

	@Override
	public void heartbeatMissed() {
		tell(RealtimeObserver::heartbeatMissed);
	}

	@Override
	public void busRead(int reads) {
		tell((observer) -> observer.busRead(reads));
	}

	@Override
	public void busRepaired(String outcome) {
		tell((observer) -> observer.busRepaired(outcome));
	}

	@Override
	public void busEpochBegan() {
		tell(RealtimeObserver::busEpochBegan);
	}

	private void tell(Consumer<RealtimeObserver> news) {
		for (Guarded observer : this.observers) {
			observer.hear(news);
		}
	}

	private record Guarded(RealtimeObserver observer, AtomicBoolean warned) {

		Guarded(RealtimeObserver observer) {
			this(observer, new AtomicBoolean());
		}

		void hear(Consumer<RealtimeObserver> news) {
			try {
				news.accept(this.observer);
			}
			catch (RuntimeException ex) {
				if (this.warned.compareAndSet(false, true)) {
					logger.warn("A RealtimeObserver failed, which it must not: " + this.observer.getClass().getName()
							+ " (further failures are not logged)", ex);
				}
			}
		}

	}

}
