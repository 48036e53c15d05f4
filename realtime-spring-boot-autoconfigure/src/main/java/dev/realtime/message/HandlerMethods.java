package dev.realtime.message;

import java.util.List;
import java.util.Set;

import dev.realtime.RealtimeController;
import dev.realtime.RealtimeTopics;
import dev.realtime.hub.Tracing;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.CompositeMessageCondition;
import org.springframework.messaging.handler.DestinationPatternsMessageCondition;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.reactive.MessageMappingMessageHandler;
import org.springframework.messaging.handler.invocation.reactive.HandlerMethodReturnValueHandler;
import org.springframework.util.RouteMatcher;
import org.springframework.validation.Validator;

/**
 * The methods that handle messages: what they may look like, which of them is for a
 * message, and on which thread it is called. As in WebFlux, what returns no reactive type
 * may block.
 */
final class HandlerMethods extends MessageMappingMessageHandler {

	private final ReturnValues returnValues;

	private final Scheduler blocking;

	private final Tracing tracing;

	HandlerMethods(JsonMapper mapper, @Nullable Validator validator, ReturnValues returnValues, Scheduler blocking,
			Tracing tracing) {
		this.returnValues = returnValues;
		this.blocking = blocking;
		this.tracing = tracing;
		setHandlerPredicate((type) -> AnnotatedElementUtils.hasAnnotation(type, RealtimeController.class));
		setDecoders(List.of(new JacksonJsonDecoder(mapper)));
		setValidator(validator);
		setConversionService(new ArgumentConversion());
		getArgumentResolverConfigurer().addCustomResolver(new SenderArgumentResolver(), new TextArgumentResolver());
		registerMessagingAdvice(new UnhandledErrors());
	}

	RouteMatcher.Route route(String type) {
		return obtainRouteMatcher().parseRoute(type);
	}

	@Override
	protected List<? extends HandlerMethodReturnValueHandler> initReturnValueHandlers() {
		return List.of(this.returnValues);
	}

	@Override
	protected CompositeMessageCondition extendMapping(CompositeMessageCondition mapping, HandlerMethod method) {
		Set<String> patterns = mapping.getCondition(DestinationPatternsMessageCondition.class).getPatterns();
		for (String pattern : patterns) {
			if (RealtimeTopics.isReservedType(pattern)) {
				throw new InvalidHandlerException("@MessageMapping(\"" + pattern + "\") on "
						+ method.getShortLogMessage() + ": types that begin with rt. belong to the protocol",
						"choose another type");
			}
		}
		ReactiveAdapter adapter = adapter(method);
		if (adapter != null && adapter.isMultiValue()) {
			throw new InvalidHandlerException(method.getShortLogMessage() + " returns "
					+ method.getReturnType().getParameterType().getSimpleName() + ", but a message has one answer",
					"return a value, a Mono or nothing, and publish what is more");
		}
		this.returnValues.check(method, patterns);
		return mapping;
	}

	@Override
	protected void handleNoMatch(RouteMatcher.@Nullable Route destination, Message<?> message) {
		throw new MessageRefusedException(ErrorCode.UNKNOWN_TYPE, ErrorCode.UNKNOWN_TYPE.text());
	}

	@Override
	protected Mono<Void> handleMatch(CompositeMessageCondition mapping, HandlerMethod method, Message<?> message) {
		Set<String> patterns = mapping.getCondition(DestinationPatternsMessageCondition.class).getPatterns();
		Mono<Void> handled = this.tracing.handle(Call.of(message).message().type(), patterns,
				Mono.defer(() -> super.handleMatch(mapping, method, message)));
		return mayBlock(method) ? handled.subscribeOn(this.blocking) : handled;
	}

	private boolean mayBlock(HandlerMethod method) {
		return adapter(method) == null && !KotlinDetector.isSuspendingFunction(method.getMethod());
	}

	private @Nullable ReactiveAdapter adapter(HandlerMethod method) {
		return getReactiveAdapterRegistry().getAdapter(method.getReturnType().getParameterType());
	}

}
