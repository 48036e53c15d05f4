package dev.realtime.message;

import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.messaging.handler.invocation.reactive.HandlerMethodArgumentResolver;

/**
 * Gives a handler the payload as text: a JSON string is its text, anything else is the
 * JSON itself. No decoder of Spring's makes text of JSON.
 */
final class TextArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return CharSequence.class.isAssignableFrom(parameter.getParameterType());
	}

	@Override
	public Mono<Object> resolveArgument(MethodParameter parameter, Message<?> message) {
		JsonNode payload = Call.of(message).message().payload();
		if (!payload.isMissingNode() && !payload.isNull()) {
			return Mono.just(payload.isString() ? payload.stringValue() : payload.toString());
		}
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		return (annotation != null && !annotation.required()) ? Mono.empty()
				: Mono.error(new MethodArgumentResolutionException(message, parameter, "There is no payload"));
	}

}
