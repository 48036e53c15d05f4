package dev.realtime.webflux;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Lets threads at a response one at a time, and none after its end. A servlet container
 * uses the objects of a response again for the next client, and when a write fails on a
 * thread that is not its own it ends the exchange on another at once: what the first
 * still does on its way out would happen to somebody else's response. So every signal
 * that may touch the response passes here, and the container waits at the end of the
 * exchange until nobody is in. Thread-safe.
 */
final class ResponseGuard {

	/**
	 * How long the container waits. Nobody is in for long: nothing in here blocks, and
	 * nothing in here needs what the container holds.
	 */
	private static final long PATIENCE_SECONDS = 10;

	private static final boolean SERVLET = ClassUtils.isPresent("jakarta.servlet.AsyncListener",
			ResponseGuard.class.getClassLoader());

	private static final Log logger = LogFactory.getLog(ResponseGuard.class);

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean ended;

	private volatile @Nullable Runnable whenEnded;

	/**
	 * Handle a request, with a guarded response where the server needs it.
	 * @param exchange the request
	 * @param handler what handles it; it is cancelled when the container ends the
	 * exchange
	 * @return completes as the handler does; says nothing after the end
	 */
	static Mono<Void> handle(ServerWebExchange exchange, Function<ServerWebExchange, Mono<Void>> handler) {
		ResponseGuard guard = new ResponseGuard();
		if (!SERVLET || !ServletEnd.watch(exchange.getRequest(), guard)) {
			return handler.apply(exchange);
		}
		ServerHttpResponse response = new GuardedResponse(exchange.getResponse(), guard);
		Mono<Void> handled = handler.apply(exchange.mutate().response(response).build());
		return Mono.fromDirect((subscriber) -> {
			GuardedSubscriber<Void> guarded = new GuardedSubscriber<>(guard, Operators.toCoreSubscriber(subscriber),
					guard::end);
			guard.whenEnded = guarded::abandon;
			handled.subscribe(guarded);
		});
	}

	/**
	 * Something that touches the response as soon as it is subscribed to.
	 * @param source makes it; called in the guard
	 * @return the same in the guard; never anything after the end
	 */
	Mono<Void> write(Supplier<Mono<Void>> source) {
		return Mono.fromDirect((subscriber) -> {
			GuardedSubscriber<Void> guarded = guarded(subscriber);
			if (!run(() -> source.get().subscribe(guarded))) {
				subscriber.onSubscribe(Operators.emptySubscription());
			}
		});
	}

	/**
	 * Something that is written to the response.
	 * @param body what is written
	 * @return the same in the guard; cancelled at the end
	 */
	<T> Publisher<T> body(Publisher<? extends T> body) {
		return (subscriber) -> body.subscribe(guarded(subscriber));
	}

	private <T> GuardedSubscriber<T> guarded(Subscriber<? super T> subscriber) {
		return new GuardedSubscriber<>(this, Operators.toCoreSubscriber(subscriber), () -> {
		});
	}

	/**
	 * Do something with the response.
	 * @param task what to do; does not block
	 * @return {@code false} if the response has ended and nothing was done
	 */
	boolean run(Runnable task) {
		if (this.ended) {
			return false;
		}
		this.lock.lock();
		try {
			if (this.ended) {
				return false;
			}
			task.run();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let nobody in any more, and wait until nobody is in but the caller.
	 */
	void end() {
		this.ended = true;
		try {
			if (this.lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				this.lock.unlock();
			}
			else {
				logger.warn("A response was still written to " + PATIENCE_SECONDS + " s after its server ended it");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Runnable current = this.whenEnded;
		if (current != null) {
			current.run();
		}
	}

}
