package dev.realtime.webflux;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PushedSession}: when the server is told to read on.
 */
class PushedSessionTests {

	private final Session session = new Session();

	private final Receiver receiver = new Receiver();

	PushedSessionTests() {
		this.session.receive().subscribe(this.receiver);
	}

	@Test
	void whenNobodyHasAskedThenNothingIsRead() {
		assertThat(this.session.reads).isZero();
		this.receiver.request(1);
		assertThat(this.session.reads).isOne();
	}

	@Test
	void whenAMessageIsNotTakenAtOnceThenTheServerReadsOnAllTheSame() {
		this.receiver.request(1);
		this.session.receivedText("one", true);
		assertThat(this.session.reads).as("before the server's call returns").isEqualTo(2);
		this.session.receivedText("two", true);
		assertThat(this.session.reads).isEqualTo(3);
		assertThat(this.receiver.texts).containsExactly("one");
		this.receiver.request(1);
		assertThat(this.session.reads).as("it does not wait to be told").isEqualTo(3);
		assertThat(this.receiver.texts).containsExactly("one", "two");
	}

	@Test
	void whenTooMuchWaitsThenTheServerStopsUntilAllWasTaken() {
		this.receiver.request(1);
		int sent = 0;
		while (this.session.reads == sent + 1) {
			this.session.receivedText("x".repeat(10_000), true);
			sent++;
		}
		assertThat(sent).isBetween(7, 8);
		for (int taken = 1; taken < sent - 1; taken++) {
			this.receiver.request(1);
			assertThat(this.session.reads).isEqualTo(sent);
		}
		this.receiver.request(1);
		assertThat(this.session.reads).isEqualTo(sent + 1);
		assertThat(this.receiver.texts).hasSize(sent);
	}

	@Test
	void whenAllIsTakenByOneWhoAsksOnlyOnceThenTheServerReadsOn() {
		this.receiver.request(1);
		int sent = 0;
		while (this.session.reads == sent + 1) {
			this.session.receivedText("x".repeat(10_000), true);
			sent++;
		}
		this.receiver.request(Long.MAX_VALUE);
		assertThat(this.receiver.texts).hasSize(sent);
		assertThat(this.session.reads).isEqualTo(sent + 1);
		this.session.receivedText("more", true);
		assertThat(this.session.reads).isEqualTo(sent + 2);
	}

	@Test
	void whenAllIsTakenInTheServersOwnCallThenItReadsOnOnceForEach() {
		this.receiver.request(Long.MAX_VALUE);
		for (int i = 1; i <= 20; i++) {
			this.session.receivedText("x".repeat(30_000), true);
			assertThat(this.session.reads).isEqualTo(i + 1);
		}
	}

	private static final class Receiver extends BaseSubscriber<WebSocketMessage> {

		private final List<String> texts = new ArrayList<>();

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// Asks when a test does.
		}

		@Override
		protected void hookOnNext(WebSocketMessage message) {
			this.texts.add(message.getPayloadAsText());
		}

	}

	/** Counts how often it was told to read on. */
	private static final class Session extends PushedSession<Object> {

		private int reads;

		Session() {
			super(new Object(), "s1", new HandshakeInfo(URI.create("/"), new HttpHeaders(), Mono.empty(), null),
					DefaultDataBufferFactory.sharedInstance, EdgeServer.settings().webSocket(), 0);
		}

		@Override
		void readOn() {
			this.reads++;
		}

		@Override
		Mono<Void> write(WebSocketMessage message) {
			return Mono.empty();
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public Mono<Void> close(CloseStatus status) {
			return Mono.empty();
		}

		@Override
		public Mono<CloseStatus> closeStatus() {
			return Mono.empty();
		}

	}

}
