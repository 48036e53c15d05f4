package dev.realtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * A bean whose {@code @MessageMapping} methods handle messages from clients, over a
 * WebSocket or by POST. The mapping is a message's type, or a pattern of types with
 * {@code @DestinationVariable}s; the types that begin with {@code rt.} cannot be mapped.
 * <p>
 * A method may take the {@code @Payload}, validated where it is {@code @Valid} or
 * {@code @Validated}; a {@link RealtimeUser} or {@link java.security.Principal}
 * ({@code null} if anonymous); the {@link RealtimeConnection} ({@code null} where a
 * message came by itself); destination variables; and headers, see
 * {@link RealtimeMessageHeaders}. What it returns, now or later, is the payload of the
 * client's ack, and with {@code @SendTo} also published. What it throws is an error for
 * the client: {@link MessageRejectedException} says which.
 * <p>
 * A method that returns a reactive type is called on an event loop and must not block.
 * All others may block: they are called on threads of their own. The messages of one
 * connection are handled one after the other.
 * <p>
 * Such a bean is no {@code @Controller}: neither RSocket's nor the web's handlers take it
 * for one of theirs.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface RealtimeController {

	/**
	 * The bean's name.
	 * @return the name, or an empty text for the default
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

}
