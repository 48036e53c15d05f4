package dev.realtime.message;

import java.security.Principal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.MessageRejectedException;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeController;
import dev.realtime.RealtimeMessageHeaders;
import dev.realtime.RealtimeUser;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.validation.annotation.Validated;

/**
 * Handlers of every kind.
 */
@RealtimeController
@MessageMapping("chat")
final class ChatHandlers {

	final List<String> threads = new CopyOnWriteArrayList<>();

	private void called() {
		this.threads.add(Thread.currentThread().getName());
	}

	@MessageMapping("line")
	Map<String, Object> line(@Payload @Validated Line line, Principal principal) {
		called();
		Map<String, Object> answer = new TreeMap<>(Comparator.reverseOrder());
		answer.put("text", line.text());
		answer.put("by", principal.getName());
		return answer;
	}

	@MessageMapping("later")
	Mono<String> later(Line line) {
		called();
		return Mono.just("later " + line.text());
	}

	@MessageMapping("future")
	CompletableFuture<Integer> future(Line line) {
		called();
		return CompletableFuture.completedFuture(line.text().length());
	}

	@MessageMapping("nothing")
	void nothing() {
		called();
	}

	@MessageMapping("never")
	Mono<Void> never() {
		return Mono.empty();
	}

	@MessageMapping("broken")
	String broken() {
		throw new IllegalCallerException("jdbc:secret");
	}

	@MessageMapping("converts")
	int converts() {
		return Objects.requireNonNull(DefaultConversionService.getSharedInstance().convert(this, Integer.class));
	}

	@MessageMapping("elsewhere")
	void elsewhere() {
		throw new MessageHandlingException(MessageBuilder.withPayload("mine").build(), "Not for the client");
	}

	@MessageMapping("unwritable")
	Object unwritable() {
		return new Object() {

			public String getBroken() {
				throw new IllegalCallerException("jdbc:secret");
			}

		};
	}

	@MessageMapping("full")
	void full() {
		throw new MessageRejectedException("room_full", "The room is full");
	}

	@MessageMapping("busy")
	Mono<Void> busy() {
		return Mono.error(new MessageRejectedException("busy", "Later", true));
	}

	@MessageMapping("illegal")
	Mono<String> illegal() {
		return Mono.error(new IllegalArgumentException("no"));
	}

	@MessageMapping("unsupported")
	void unsupported() {
		throw new UnsupportedOperationException("no");
	}

	@MessageExceptionHandler
	String handle(IllegalArgumentException ex) {
		return "handled " + ex.getMessage();
	}

	@MessageExceptionHandler
	void handle(UnsupportedOperationException ex) {
		throw new MessageRejectedException("not_here", "Not here");
	}

	@MessageMapping("numbers.{number}")
	int number(@DestinationVariable int number) {
		return number;
	}

	@MessageMapping("who.{room}.{number}")
	List<Object> who(@Nullable Principal principal, RealtimeUser user, @Nullable RealtimeConnection connection,
			@DestinationVariable String room, @DestinationVariable int number,
			@Header(RealtimeMessageHeaders.MESSAGE_ID) String id, @Header(RealtimeMessageHeaders.TYPE) String type) {
		return Arrays.asList((principal != null) ? principal.getName() : null, user.name(),
				(connection != null) ? connection.id() : null, room, number, id, type);
	}

	@MessageMapping("text")
	String text(String text) {
		return text;
	}

	@MessageMapping("maybe")
	String maybe(@Payload(required = false) @Nullable String text) {
		return (text != null) ? text : "none";
	}

	@MessageMapping("say.chat.{room}")
	@SendTo("open.chat.{room}")
	Line say(Line line) {
		return line;
	}

	@MessageMapping("whisper.{topic}")
	@SendTo("{topic}")
	Mono<Line> whisper(Line line) {
		return Mono.just(line);
	}

	@MessageMapping("say.nothing")
	@SendTo("open.chat.1")
	Mono<Line> sayNothing() {
		return Mono.empty();
	}

	@MessageMapping("note")
	@SendTo("notes.{user}")
	Line note(Line line) {
		return line;
	}

	record Line(String text, @Nullable String to) {

	}

}
