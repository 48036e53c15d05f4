package dev.realtime.message;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeTopics;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.reactive.DestinationVariableMethodArgumentResolver;

/**
 * Publishes what a handler with {@code @SendTo} returns, as an event of the message's
 * type that carries the message's id. Where a part of the topic is the client's text, the
 * client must be allowed to follow that topic: who may not read there may not speak there
 * either.
 */
final class ReturnValuePublisher {

	private final RealtimePublisher publisher;

	private final TopicAuthorizer authorizer;

	ReturnValuePublisher(RealtimePublisher publisher, TopicAuthorizer authorizer) {
		this.publisher = publisher;
		this.authorizer = authorizer;
	}

	void check(HandlerMethod method, Set<String> patterns) {
		for (TopicTemplate template : templates(method.getReturnType())) {
			for (String pattern : patterns) {
				String problem = template.problem(new LinkedHashSet<>(TopicTemplate.variables(pattern)));
				if (problem != null) {
					throw new InvalidHandlerException(
							"@SendTo(\"" + template + "\") on " + method.getShortLogMessage()
									+ " with @MessageMapping(\"" + pattern + "\"): " + problem,
							"name a topic; of variables {user} and those of the mapping have a value");
				}
			}
		}
	}

	/**
	 * Publish a value to where its handler says.
	 * @param value the value
	 * @param returnType the handler's return type
	 * @param message what was handled
	 * @return completes when it is published; fails if it was not
	 */
	Mono<Void> publish(Object value, MethodParameter returnType, Message<?> message) {
		List<TopicTemplate> templates = templates(returnType);
		if (templates.isEmpty()) {
			return Mono.empty();
		}
		Call call = Call.of(message);
		Map<String, String> variables = variables(message);
		return Flux.fromIterable(templates)
			.concatMap((template) -> topic(template, variables, call.sender().user()))
			.collectList()
			.flatMapMany(Flux::fromIterable)
			.concatMap((topic) -> this.publisher.publish(event(topic, value, call.message())))
			.then();
	}

	private Mono<String> topic(TopicTemplate template, Map<String, String> variables, RealtimeUser user) {
		if (template.needsUser() && user.isAnonymous()) {
			return Mono.error(new MessageRefusedException(ErrorCode.UNAUTHORIZED, ErrorCode.UNAUTHORIZED.text()));
		}
		String topic = template.expand(variables, user);
		if (!RealtimeTopics.isValid(topic)) {
			return Mono.error(new MessageRefusedException(ErrorCode.BAD_TOPIC, ErrorCode.BAD_TOPIC.text()));
		}
		if (!template.hasClientText()) {
			return Mono.just(topic);
		}
		return this.authorizer.authorize(user, TopicAction.SUBSCRIBE, topic)
			.onErrorReturn(false)
			.filter(Boolean::booleanValue)
			.map((allowed) -> topic)
			.switchIfEmpty(
					Mono.error(() -> new MessageRefusedException(ErrorCode.FORBIDDEN, ErrorCode.FORBIDDEN.text())));
	}

	private static RealtimeEvent event(String topic, Object value, ClientMessage message) {
		return RealtimeEvent.builder().topic(topic).type(message.type()).data(value).messageId(message.id()).build();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> variables(Message<?> message) {
		Object variables = message.getHeaders()
			.get(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER);
		return (variables != null) ? (Map<String, String>) variables : Map.of();
	}

	private static List<TopicTemplate> templates(MethodParameter returnType) {
		SendTo annotation = (returnType.getMethod() != null)
				? AnnotatedElementUtils.findMergedAnnotation(returnType.getMethod(), SendTo.class) : null;
		return (annotation != null) ? List.of(annotation.value()).stream().map(TopicTemplate::new).toList() : List.of();
	}

}
