package dev.realtime.connection;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * Leaves at any moment, even after it was given the lease, as an operator does that lost
 * a race against its own timeout.
 */
final class CancellingSubscriber implements CoreSubscriber<Lease> {

	private volatile @Nullable Subscription subscription;

	void leave() {
		this.subscription.cancel();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		subscription.request(1);
	}

	@Override
	public void onNext(Lease lease) {
	}

	@Override
	public void onError(Throwable error) {
	}

	@Override
	public void onComplete() {
	}

}
