package dev.realtime.message;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.reactive.HandlerMethodReturnValueHandler;

/**
 * Makes the ack's payload of what a handler returns, after it was published where the
 * handler says so.
 */
final class ReturnValues implements HandlerMethodReturnValueHandler {

	private final ReactiveAdapterRegistry adapters = ReactiveAdapterRegistry.getSharedInstance();

	private final JsonMapper mapper;

	private final ReturnValuePublisher publisher;

	ReturnValues(JsonMapper mapper, ReturnValuePublisher publisher) {
		this.mapper = mapper;
		this.publisher = publisher;
	}

	/**
	 * Look at a handler before there are messages.
	 * @param method the handler
	 * @param patterns the types that it is for
	 * @throws InvalidHandlerException if what it returns cannot be published where it
	 * says
	 */
	void check(HandlerMethod method, Set<String> patterns) {
		this.publisher.check(method, patterns);
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return true;
	}

	@Override
	public Mono<Void> handleReturnValue(@Nullable Object value, MethodParameter returnType, Message<?> message) {
		Call call = Call.of(message);
		return Mono.from(values(value)).flatMap((result) -> {
			// First: what cannot be written is not to be published either.
			call.reply(new RawValue(this.mapper.writeValueAsString(result)));
			return this.publisher.publish(result, returnType, message);
		});
	}

	private Publisher<Object> values(@Nullable Object value) {
		ReactiveAdapter adapter = (value != null) ? this.adapters.getAdapter(null, value) : null;
		return (adapter != null) ? adapter.toPublisher(value) : Mono.justOrEmpty(value);
	}

}
