package dev.realtime.message;

import java.nio.charset.StandardCharsets;

import dev.realtime.RealtimeMessageHeaders;
import dev.realtime.RealtimePublisher;
import dev.realtime.TopicAuthorizer;
import dev.realtime.hub.Tracing;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.DestinationPatternsMessageCondition;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.MimeTypeUtils;
import org.springframework.validation.Validator;

/**
 * Hands messages to the methods of {@code @RealtimeController} beans, which are looked
 * for once, when this is created.
 */
public final class HandlerMethodDispatcher implements MessageDispatcher {

	private static final byte[] NOTHING = {};

	private final HandlerMethods methods;

	/**
	 * Create a dispatcher.
	 * @param context whose beans handle messages
	 * @param mapper reads payloads and writes what handlers return
	 * @param validator validates payloads, or {@code null}
	 * @param publisher publishes what handlers return, where they say so
	 * @param authorizer asked where a client's text is part of the topic
	 * @param blocking runs handlers that may block
	 * @param tracing follows messages through their handlers
	 * @throws InvalidHandlerException if a handler cannot work as it is declared
	 */
	public HandlerMethodDispatcher(ApplicationContext context, JsonMapper mapper, @Nullable Validator validator,
			RealtimePublisher publisher, TopicAuthorizer authorizer, Scheduler blocking, Tracing tracing) {
		ReturnValues returnValues = new ReturnValues(mapper, new ReturnValuePublisher(publisher, authorizer));
		this.methods = new HandlerMethods(mapper, validator, returnValues, blocking, tracing);
		this.methods.setApplicationContext(context);
		this.methods.setEmbeddedValueResolver((text) -> context.getEnvironment().resolveRequiredPlaceholders(text));
		findHandlers();
	}

	private void findHandlers() {
		try {
			this.methods.afterPropertiesSet();
		}
		catch (InvalidHandlerException ex) {
			throw ex;
		}
		catch (IllegalStateException ex) {
			throw new InvalidHandlerException(
					"Messages cannot be handed to @RealtimeController beans: " + ex.getMessage(),
					"give each type of message one handler", ex);
		}
	}

	@Override
	public Mono<Object> dispatch(Sender sender, ClientMessage message) {
		return Mono.defer(() -> {
			Call call = new Call(sender, message);
			return this.methods.handleMessage(toSpring(call)).then(Mono.fromSupplier(call::reply));
		}).onErrorMap(HandlerErrors::refusal);
	}

	private Message<?> toSpring(Call call) {
		ClientMessage message = call.message();
		MessageHeaderAccessor headers = new MessageHeaderAccessor();
		// The variables of the mapping are added when it is known.
		headers.setLeaveMutable(true);
		headers.setContentType(MimeTypeUtils.APPLICATION_JSON);
		headers.setHeader(DestinationPatternsMessageCondition.LOOKUP_DESTINATION_HEADER,
				this.methods.route(message.type()));
		headers.setHeader(RealtimeMessageHeaders.TYPE, message.type());
		headers.setHeader(RealtimeMessageHeaders.MESSAGE_ID, message.id());
		headers.setHeader(Call.HEADER, call);
		return MessageBuilder.createMessage(payload(message.payload()), headers.getMessageHeaders());
	}

	/** A payload of null is as good as none. */
	private static DataBuffer payload(JsonNode payload) {
		byte[] json = (payload.isMissingNode() || payload.isNull()) ? NOTHING
				: payload.toString().getBytes(StandardCharsets.UTF_8);
		return DefaultDataBufferFactory.sharedInstance.wrap(json);
	}

}
