package dev.realtime.message;

import java.security.Principal;

import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeUser;
import reactor.core.publisher.Mono;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.reactive.HandlerMethodArgumentResolver;

/**
 * Tells a handler who sent a message.
 */
final class SenderArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return type == RealtimeUser.class || type == Principal.class || type == RealtimeConnection.class;
	}

	@Override
	public Mono<Object> resolveArgument(MethodParameter parameter, Message<?> message) {
		Sender sender = Call.of(message).sender();
		Class<?> type = parameter.getParameterType();
		if (type == RealtimeConnection.class) {
			return Mono.justOrEmpty(sender.connection());
		}
		// Nobody is no principal, as elsewhere in Spring.
		boolean nobody = type == Principal.class && sender.user().isAnonymous();
		return nobody ? Mono.empty() : Mono.just(sender.user());
	}

}
