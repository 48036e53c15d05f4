package dev.realtime.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.Position;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeController;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.hub.Tracing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@ExtendWith(OutputCaptureExtension.class)
class HandlerMethodDispatcherTests {

	private static final RealtimeConnection CONNECTION = new RealtimeConnection("c1", Transport.WEBSOCKET,
			MessageFixture.ALICE, null, Set.of(), Instant.EPOCH);

	private final MessageFixture fixture = new MessageFixture();

	private final Scheduler blocking = Schedulers.newBoundedElastic(2, 10, "may-block");

	private final List<RealtimeEvent> published = new CopyOnWriteArrayList<>();

	private final MessageParser parser = new MessageParser(32);

	private AnnotationConfigApplicationContext context;

	@BeforeEach
	void start() {
		start(ChatHandlers.class);
	}

	private void start(Class<?>... controllers) {
		this.context = new AnnotationConfigApplicationContext(controllers);
		this.fixture.dispatcher = new HandlerMethodDispatcher(this.context, JsonMapper.builder().build(),
				new LinesValidator(), new Recorder(), this.fixture::authorize, this.blocking, Tracing.NONE);
		this.fixture.settings(MessageSettings.DEFAULTS);
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.blocking.dispose();
	}

	private ChatHandlers chat() {
		return this.context.getBean(ChatHandlers.class);
	}

	private Answer answer(String text) {
		return answer(new Sender(MessageFixture.ALICE, () -> CONNECTION), text);
	}

	private Answer answer(Sender sender, String text) {
		return this.fixture.handlers
			.answer(() -> this.parser.parse(text), this.fixture.handlers.newRateLimiter(),
					(message) -> this.fixture.handlers.handle(sender, message))
			.block(Duration.ofSeconds(5));
	}

	private static String text(Answer answer) {
		return new String(answer.frame(), StandardCharsets.UTF_8);
	}

	private void assertAck(String text, String payload) {
		assertThat(text(answer(text))).isEqualTo(
				"{\"type\":\"rt.ack\",\"id\":\"1\"" + ((payload != null) ? ",\"payload\":" + payload : "") + '}');
	}

	private void assertError(String text, String code, String message) {
		assertThat(text(answer(text))).isEqualTo("{\"type\":\"rt.error\",\"id\":\"1\",\"payload\":{\"code\":\"" + code
				+ "\",\"message\":\"" + message + "\",\"temporary\":false}}");
	}

	@Test
	void whatAHandlerReturnsIsTheAcksPayload() {
		assertAck(MessageFixture.message("chat.line", "1", "{\"text\":\"hello\"}"),
				"{\"text\":\"hello\",\"by\":\"alice\"}");
		assertAck(MessageFixture.message("chat.later", "1", "{\"text\":\"hello\"}"), "\"later hello\"");
		assertAck(MessageFixture.message("chat.future", "1", "{\"text\":\"hello\"}"), "5");
		assertAck(MessageFixture.message("chat.nothing", "1", "{}"), null);
		assertAck(MessageFixture.message("chat.never", "1", "{}"), null);
	}

	@Test
	void handlersThatMayBlockRunOnThreadsOfTheirOwnAndOthersOnTheCallers() {
		answer(MessageFixture.message("chat.line", "1", "{\"text\":\"hello\"}"));
		answer(MessageFixture.message("chat.nothing", "1", null));
		answer(MessageFixture.message("chat.later", "1", "{\"text\":\"hello\"}"));
		answer(MessageFixture.message("chat.future", "1", "{\"text\":\"hello\"}"));
		String own = Thread.currentThread().getName();
		assertThat(chat().threads.subList(0, 2)).allMatch((name) -> name.startsWith("may-block"));
		assertThat(chat().threads.subList(2, 4)).containsExactly(own, own);
	}

	@Test
	void whenNobodyHandlesATypeThenItIsUnknown() {
		assertError(MessageFixture.message("chat.unheard-of", "1", "{}"), "unknown_type",
				"Nobody handles messages of this type");
		assertError(MessageFixture.message("other", "1", "{}"), "unknown_type", "Nobody handles messages of this type");
	}

	@Test
	void whenThePayloadDoesNotFitThenItIsInvalidAndNothingIsLogged(CapturedOutput output) {
		String detail = "The payload does not fit the type";
		assertError(MessageFixture.message("chat.line", "1", "{\"text\":{}}"), "invalid", detail);
		assertError(MessageFixture.message("chat.line", "1", "\"text\""), "invalid", detail);
		assertError(MessageFixture.message("chat.line", "1", "null"), "invalid", detail);
		assertError(MessageFixture.message("chat.line", "1", null), "invalid", detail);
		assertError(MessageFixture.message("chat.numbers.x", "1", null), "invalid", detail);
		assertError(MessageFixture.message("chat.text", "1", null), "invalid", detail);
		assertThat(output.getAll()).doesNotContain("ERROR").doesNotContain("WARN").doesNotContain("Exception");
	}

	@Test
	void whenValidationFailsThenTheFieldsAreNamedAndTheValuesAreNot() {
		assertError(MessageFixture.message("chat.line", "1", "{\"text\":\"<script>\",\"to\":\"a b\"}"), "invalid",
				"text must be a word; to must be a word");
		assertThat(chat().threads).isEmpty();
	}

	@Test
	void whenAHandlerFailsThenTheClientLearnsNothingOfItAndTheLogEverything(CapturedOutput output) {
		assertError(MessageFixture.message("chat.broken", "1", "{}"), "failed", "The message could not be handled");
		assertThat(output).contains("A message of type chat.broken could not be handled")
			.contains("jdbc:secret")
			.contains("ChatHandlers.broken(");
		assertError(MessageFixture.message("chat.unwritable", "1", "{}"), "failed", "The message could not be handled");
	}

	@ParameterizedTest
	@ValueSource(strings = { "chat.converts", "chat.elsewhere" })
	void whenAHandlerFailsOverSomethingElseThenTheClientsMessageWasValid(String type, CapturedOutput output) {
		assertError(MessageFixture.message(type, "1", "{}"), "failed", "The message could not be handled");
		assertThat(output).contains("A message of type " + type + " could not be handled");
	}

	@Test
	void whenAVariableDoesNotFitThenTheMessageIsInvalidAndTheControllerMayStillHandleIt() {
		assertError(MessageFixture.message("chat.numbers.x", "1", "{}"), "invalid",
				"The payload does not fit the type");
		start(Lenient.class);
		assertAck(MessageFixture.message("number.x", "1", "{}"), "\"no number\"");
	}

	@Test
	void whenAHandlerRejectsThenTheClientGetsItsWords(CapturedOutput output) {
		assertError(MessageFixture.message("chat.full", "1", "{}"), "room_full", "The room is full");
		assertThat(this.fixture.outcomes).containsExactly("rejected");
		assertThat(output.getAll()).doesNotContain("room_full");
		assertThat(text(answer(MessageFixture.message("chat.busy", null, "{}")))).isEqualTo(
				"{\"type\":\"rt.error\",\"payload\":{\"code\":\"busy\",\"message\":\"Later\",\"temporary\":true}}");
	}

	@Test
	void whenTheControllerHandlesAnExceptionThenWhatItReturnsIsTheAck() {
		assertAck(MessageFixture.message("chat.illegal", "1", "{}"), "\"handled no\"");
		assertError(MessageFixture.message("chat.unsupported", "1", "{}"), "not_here", "Not here");
	}

	@Test
	void whoSentItAndWhichMessageAndWhatWasMatchedAreArguments() {
		assertAck(MessageFixture.message("chat.who.lobby.7", "1", "{}"),
				"[\"alice\",\"alice\",\"c1\",\"lobby\",7,\"1\",\"chat.who.lobby.7\"]");
		assertThat(text(answer(new Sender(RealtimeUser.ANONYMOUS, () -> null),
				MessageFixture.message("chat.who.lobby.7", "1", "{}"))))
			.contains("[null,\"\",null,\"lobby\",7,\"1\",\"chat.who.lobby.7\"]");
	}

	@Test
	void textIsWhatAStringSaysAndTheJsonOfAnythingElse() {
		assertAck(MessageFixture.message("chat.text", "1", "\"a\\nb\""), "\"a\\nb\"");
		assertAck(MessageFixture.message("chat.text", "1", "{\"a\":[1.10]}"), "\"{\\\"a\\\":[1.10]}\"");
		assertAck(MessageFixture.message("chat.maybe", "1", null), "\"none\"");
	}

	@Test
	void whatIsSentToATopicCarriesTypeAndMessageId() {
		assertAck(MessageFixture.message("chat.say.chat.lobby", "1", "{\"text\":\"hello\"}"),
				"{\"text\":\"hello\",\"to\":null}");
		assertThat(this.published).singleElement().satisfies((event) -> {
			assertThat(event.topic()).isEqualTo("open.chat.lobby");
			assertThat(event.type()).isEqualTo("chat.say.chat.lobby");
			assertThat(event.messageId()).isEqualTo("1");
			assertThat(event.data()).isEqualTo(new ChatHandlers.Line("hello", null));
		});
	}

	@Test
	void whoMayNotFollowATopicDoesNotSpeakThereThroughAHandler() {
		assertError(MessageFixture.message("chat.whisper.secret", "1", "{\"text\":\"hello\"}"), "forbidden",
				"Not allowed");
		assertThat(this.published).isEmpty();
		assertThat(this.fixture.decided).containsExactly("alice SUBSCRIBE secret");
	}

	@Test
	void whenNothingIsReturnedThenNothingIsPublished() {
		assertAck(MessageFixture.message("chat.say.nothing", "1", "{}"), null);
		assertThat(this.published).isEmpty();
	}

	@Test
	void theSendersOwnTopicNeedsNoRightButAName() {
		assertAck(MessageFixture.message("chat.note", "1", "{\"text\":\"hello\"}"), "{\"text\":\"hello\",\"to\":null}");
		assertThat(this.published).singleElement()
			.satisfies((event) -> assertThat(event.topic()).isEqualTo("notes.alice"));
		assertThat(text(answer(new Sender(RealtimeUser.ANONYMOUS, () -> null),
				MessageFixture.message("chat.note", "1", "{\"text\":\"hello\"}"))))
			.contains("\"unauthorized\"");
	}

	@Test
	void whatCannotWorkFailsTheStartWithWords() {
		assertThatIllegalStateException().isThrownBy(() -> start(Reserved.class))
			.withMessageContaining("rt.publish")
			.withMessageContaining("belong to the protocol");
		assertThatIllegalStateException().isThrownBy(() -> start(Many.class))
			.withMessageContaining("Flux")
			.withMessageContaining("one answer");
		assertThatIllegalStateException().isThrownBy(() -> start(Unknown.class))
			.withMessageContaining("no variable {room} in the mapping");
		assertThatIllegalStateException().isThrownBy(() -> start(NoTopic.class))
			.withMessageContaining("this is no topic");
	}

	@Test
	void whenNoThreadIsLeftThenTheClientIsToldToTryLater() {
		this.blocking.dispose();
		assertThat(text(answer(MessageFixture.message("chat.nothing", "1", "{}")))).contains("\"unavailable\"")
			.contains("\"temporary\":true");
	}

	private final class Recorder implements RealtimePublisher {

		@Override
		public Mono<Position> publish(RealtimeEvent event) {
			HandlerMethodDispatcherTests.this.published.add(event);
			return HandlerMethodDispatcherTests.this.fixture.publisher.publish(event);
		}

		@Override
		public CompletableFuture<@Nullable Position> send(RealtimeEvent event) {
			throw new UnsupportedOperationException();
		}

	}

	/** Hibernate's is tested where there is an application. */
	static final class LinesValidator implements Validator {

		@Override
		public boolean supports(Class<?> type) {
			return type == ChatHandlers.Line.class;
		}

		@Override
		public void validate(Object target, Errors errors) {
			ChatHandlers.Line line = (ChatHandlers.Line) target;
			word(errors, "to", line.to());
			word(errors, "text", line.text());
		}

		private static void word(Errors errors, String field, @Nullable String value) {
			if (value != null && !value.matches("\\w+")) {
				errors.rejectValue(field, "word", "must be a word");
			}
		}

	}

	@RealtimeController
	static class Lenient {

		@MessageMapping("number.{number}")
		int number(@DestinationVariable int number) {
			return number;
		}

		@MessageExceptionHandler
		String handle(ConversionException ex) {
			return "no number";
		}

	}

	@RealtimeController
	static class Reserved {

		@MessageMapping("rt.publish")
		void publish() {
		}

	}

	@RealtimeController
	static class Many {

		@MessageMapping("many")
		Flux<String> many() {
			return Flux.empty();
		}

	}

	@RealtimeController
	static class Unknown {

		@MessageMapping("say.{where}")
		@SendTo("room.{room}")
		String say() {
			return "";
		}

	}

	@RealtimeController
	static class NoTopic {

		@MessageMapping("say.{where}")
		@SendTo("room..{where}")
		String say() {
			return "";
		}

	}

}
