package dev.realtime.webflux;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * Ends a {@link ResponseGuard} when a servlet container is about to end the exchange:
 * only after its listeners have returned are request and response used again.
 */
final class ServletEnd implements AsyncListener {

	private final ResponseGuard guard;

	private ServletEnd(ResponseGuard guard) {
		this.guard = guard;
	}

	/**
	 * Let a guard hear of the end of an exchange.
	 * @param request the request
	 * @param guard the guard
	 * @return {@code false} if no servlet container is behind the request
	 */
	static boolean watch(ServerHttpRequest request, ResponseGuard guard) {
		if (!(nativeRequest(request) instanceof HttpServletRequest servlet)) {
			return false;
		}
		try {
			servlet.getAsyncContext().addListener(new ServletEnd(guard));
		}
		catch (IllegalStateException ex) {
			// It has ended before anybody handled it.
			guard.end();
		}
		return true;
	}

	private static Object nativeRequest(ServerHttpRequest request) {
		try {
			return ServerHttpRequestDecorator.getNativeRequest(request);
		}
		catch (IllegalStateException ex) {
			// The mock of an application's test: there is no server behind it.
			return request;
		}
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// The exchange goes on.
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		this.guard.end();
	}

	@Override
	public void onError(AsyncEvent event) {
		this.guard.end();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.guard.end();
	}

}
