package dev.realtime.webflux;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Passes signals on in a {@link ResponseGuard}. Cancels where they come from when the
 * response has ended, and when the server throws: one broken response must not stop a
 * lane.
 *
 * @param <T> what is signalled
 */
final class GuardedSubscriber<T> implements CoreSubscriber<T>, Subscription {

	private static final Log logger = LogFactory.getLog(GuardedSubscriber.class);

	private final ResponseGuard guard;

	private final CoreSubscriber<? super T> subscriber;

	private final Runnable cancelled;

	private volatile @Nullable Subscription upstream;

	private volatile boolean done;

	/**
	 * Create a subscriber.
	 * @param guard what the signals pass
	 * @param subscriber takes them
	 * @param cancelled run when the subscriber cancels
	 */
	GuardedSubscriber(ResponseGuard guard, CoreSubscriber<? super T> subscriber, Runnable cancelled) {
		this.guard = guard;
		this.subscriber = subscriber;
		this.cancelled = cancelled;
	}

	@Override
	public Context currentContext() {
		return this.subscriber.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		pass(() -> this.subscriber.onSubscribe(this));
	}

	@Override
	public void onNext(T value) {
		pass(() -> this.subscriber.onNext(value));
	}

	@Override
	public void onError(Throwable error) {
		this.done = true;
		pass(() -> this.subscriber.onError(error));
	}

	@Override
	public void onComplete() {
		this.done = true;
		pass(this.subscriber::onComplete);
	}

	private void pass(Runnable signal) {
		try {
			if (this.guard.run(signal)) {
				return;
			}
		}
		catch (RuntimeException ex) {
			logger.debug("The server could not take what was written", ex);
		}
		abandon();
	}

	/**
	 * Cancel where the signals come from, unless it has ended.
	 */
	void abandon() {
		Subscription current = this.upstream;
		if (current != null && !this.done) {
			current.cancel();
		}
	}

	@Override
	public void request(long n) {
		Subscription current = this.upstream;
		if (current != null) {
			current.request(n);
		}
	}

	@Override
	public void cancel() {
		this.cancelled.run();
		abandon();
	}

}
