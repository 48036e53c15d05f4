package dev.realtime.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.realtime.MessageRejectedException;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeController;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application's handlers behind a real server, whichever way a message comes.
 */
class HandlersIT {

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start(Server.class, "realtime.messages.burst=500", "realtime.messages.rate-per-second=500",
				"realtime.messages.max-in-flight=4");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	private static Chat chat() {
		return app.context.getBean(Chat.class);
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whatAHandlerReturnsIsAckedAndPublishedWithTheMessagesId(Transport transport) {
		try (RealtimeTestClient bob = app.client(transport, "room.lobby").header("X-User", "bob").connect()) {
			bob.awaitReady();
			String id = bob.send("chat.say.lobby", Map.of("text", "hello"));
			ReceivedFrame.Reply reply = bob.awaitReply(id);
			assertThat(reply.payload().toString()).isEqualTo("{\"by\":\"bob\",\"text\":\"hello\"}");
			ReceivedFrame.Event event = bob.awaitEvent();
			assertThat(event.type()).isEqualTo("chat.say.lobby");
			assertThat(event.messageId()).isEqualTo(id);
			assertThat(event.payload()).isEqualTo(reply.payload());
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whatIsNotValidIsAnsweredWithTheFieldsAndPublishedToNobody(Transport transport) {
		try (RealtimeTestClient bob = app.client(transport, "room.strict").header("X-User", "bob").connect()) {
			bob.awaitReady();
			ReceivedFrame.Reply reply = bob.awaitReply(bob.send("chat.say.strict", Map.of("text", " ")));
			assertThat(reply.code()).isEqualTo("invalid");
			assertThat(reply.payload().path("message").stringValue()).isEqualTo("text must not be blank");
			assertThat(bob.awaitReply(bob.send("chat.refuse", 1)).code()).isEqualTo("room_full");
			assertThat(bob.awaitReply(bob.send("chat.break", 1)).payload().toString()).isEqualTo(
					"{\"code\":\"failed\",\"message\":\"The message could not be handled\",\"temporary\":false}");
			assertThat(bob.awaitReply(bob.send("chat.other", 1)).code()).isEqualTo("unknown_type");
			String id = app.publish("room.strict", 1);
			assertThat(bob.awaitEvent().id()).isEqualTo(id);
		}
	}

	@Test
	void whoMayNotFollowARoomMayNotSpeakThereEither() {
		try (RealtimeTestClient nobody = app.client(Transport.WEBSOCKET).connect()) {
			nobody.awaitReady();
			assertThat(nobody.awaitReply(nobody.send("chat.say.lobby", Map.of("text", "hello"))).code())
				.isEqualTo("forbidden");
		}
	}

	@Test
	void aHandlerThatBlocksHoldsUpItsOwnConnectionAlone() throws Exception {
		Chat chat = chat();
		try (RealtimeTestClient slow = app.client(Transport.WEBSOCKET, "room.slow").header("X-User", "slow").connect();
				RealtimeTestClient quick = app.client(Transport.WEBSOCKET, "room.slow")
					.header("X-User", "quick")
					.connect()) {
			slow.awaitReady();
			quick.awaitReady();
			String first = slow.send("chat.wait", 1);
			assertThat(chat.waiting.await(5, TimeUnit.SECONDS)).isTrue();
			List<String> rest = IntStream.range(0, 20).mapToObj((i) -> slow.send("chat.count", i)).toList();
			assertThat(quick.awaitReply(quick.send("chat.count", 100)).ok()).isTrue();
			String id = app.publish("room.slow", 1);
			assertThat(slow.awaitEvent().id()).isEqualTo(id);
			assertThat(chat.counted).containsExactly(100);
			chat.go.countDown();
			assertThat(slow.awaitReply(first).payload().stringValue()).startsWith("realtime-message");
			rest.forEach((message) -> assertThat(slow.awaitReply(message).ok()).isTrue());
			assertThat(chat.counted.subList(1, 21)).isEqualTo(IntStream.range(0, 20).boxed().toList());
		}
	}

	@Test
	void theConnectionIsTheOneThatTheMessageCameOverOrThatItsSenderNamed() {
		try (RealtimeTestClient socket = app.client(Transport.WEBSOCKET).header("X-User", "carol").connect();
				RealtimeTestClient stream = app.client(Transport.SSE).header("X-User", "carol").connect()) {
			String socketId = socket.awaitReady().connection();
			String streamId = stream.awaitReady().connection();
			assertThat(socket.awaitReply(socket.send("chat.where", 1)).payload().stringValue())
				.isEqualTo("carol " + socketId);
			assertThat(stream.awaitReply(stream.send("chat.where", 1)).payload().stringValue())
				.isEqualTo("carol " + streamId);
		}
	}

	record Said(@NotBlank @Size(max = 20) String text) {

	}

	record Line(String by, String text) {

	}

	@Import(Chat.class)
	static class Server extends TestApp.NettyServer {

	}

	@RealtimeController
	@MessageMapping("chat")
	static class Chat {

		final CountDownLatch waiting = new CountDownLatch(1);

		final CountDownLatch go = new CountDownLatch(1);

		final List<Integer> counted = new CopyOnWriteArrayList<>();

		@MessageMapping("say.{room}")
		@SendTo("room.{room}")
		Line say(@Valid @Payload Said said, RealtimeUser user, @DestinationVariable String room) {
			return new Line(user.name(), said.text());
		}

		@MessageMapping("refuse")
		void refuse() {
			throw new MessageRejectedException("room_full", "The room is full");
		}

		@MessageMapping("break")
		Mono<String> fail() {
			return Mono.error(new IllegalStateException("jdbc:secret"));
		}

		@MessageMapping("wait")
		String block() throws InterruptedException {
			this.waiting.countDown();
			this.go.await(10, TimeUnit.SECONDS);
			return Thread.currentThread().getName();
		}

		@MessageMapping("count")
		void count(int number) {
			this.counted.add(number);
		}

		@MessageMapping("where")
		Mono<String> where(RealtimeUser user, @Nullable RealtimeConnection connection) {
			return Mono.just(user.name() + ' ' + ((connection != null) ? connection.id() : "nowhere"));
		}

	}

}
