package dev.realtime.message;

import java.time.Instant;
import java.util.Set;

import dev.realtime.RealtimeUser;
import dev.realtime.connection.ConnectionInfo;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code rt.authenticate} on a WebSocket and by POST.
 */
class TokenMessagesTests extends AbstractWebSocketMessagesTests {

	private static final RealtimeUser EXTENDED = new RealtimeUser("alice", Set.of("secret.1"),
			Instant.parse("3000-01-01T00:00:00Z"));

	@Test
	void theNewLoginCountsFromThenOn() throws Exception {
		this.fixture.tokens((token) -> Mono.just(EXTENDED).publishOn(Schedulers.parallel()));
		open();
		receive(subscribe("1", null, "secret.1"));
		receive(authenticate("2", "good"));
		receive(subscribe("3", null, "secret.1"));
		await().until(() -> replies().size() == 3);
		assertThat(replies().get(0)).contains("\"secret.1\":{\"error\":\"forbidden\"}");
		assertThat(replies().get(1)).isEqualTo("{\"type\":\"rt.ack\",\"id\":\"2\"}");
		assertThat(replies().get(2)).contains("\"secret.1\":{}");
		assertThat(this.connection.info.user()).isEqualTo(EXTENDED);
		assertThat(this.connection.strangers).isEmpty();
	}

	@Test
	void aMessageBehindTheTokenWaitsForIt() throws Exception {
		Sinks.One<RealtimeUser> verified = Sinks.one();
		this.fixture.tokens((token) -> verified.asMono());
		open();
		receive(authenticate("1", "slow"));
		receive(subscribe("2", null, "secret.1"));
		assertThat(replies()).isEmpty();
		verified.tryEmitValue(EXTENDED);
		await().until(() -> replies().size() == 2);
		assertThat(replies().get(1)).contains("\"secret.1\":{}");
	}

	@Test
	void aTokenOfAnotherUserIsRefusedAndNothingChanges() throws Exception {
		this.fixture.tokens((token) -> Mono.just(new RealtimeUser(token, Set.of("secret.1"), null)));
		open();
		receive(authenticate("1", "bob"));
		receive(authenticate("2", "Alice"));
		receive(authenticate("3", "alice "));
		receive(subscribe("4", null, "secret.1"));
		await().until(() -> replies().size() == 4);
		for (int i = 0; i < 3; i++) {
			assertError(i, Integer.toString(i + 1), "unauthorized", false);
		}
		assertThat(replies().get(3)).contains("forbidden");
		assertThat(this.connection.info.user()).isEqualTo(MessageFixture.ALICE);
		assertThat(this.connection.closed).isEmpty();
	}

	@Test
	void aTokenThatCannotBeVerifiedIsRefusedAndNotQuoted() throws Exception {
		this.fixture.tokens((token) -> Mono.error(new IllegalArgumentException("bad: " + token)));
		open();
		receive(authenticate("1", "s3cret"));
		awaitFrames(1);
		assertError(0, "1", "unauthorized", false);
		assertThat(replies().get(0)).doesNotContain("s3cret");
	}

	@Test
	void aTokenThatHasEndedIsRefused() throws Exception {
		this.fixture.tokens((token) -> Mono.just(new RealtimeUser("alice", Set.of(), Instant.now())));
		open();
		receive(authenticate("1", "old"));
		awaitFrames(1);
		assertError(0, "1", "unauthorized", false);
	}

	@Test
	void anAnonymousConnectionStaysAnonymous() throws Exception {
		this.fixture.tokens((token) -> Mono.just(EXTENDED));
		this.connection.info = new ConnectionInfo("c1", this.connection.info.transport(), RealtimeUser.ANONYMOUS, null,
				Instant.EPOCH);
		open();
		receive(authenticate("1", "good"));
		awaitFrames(1);
		assertError(0, "1", "unauthorized", false);
		assertThat(replies().get(0)).contains("open another one with the token");
		assertThat(this.connection.info.user()).isEqualTo(RealtimeUser.ANONYMOUS);
	}

	@Test
	void aMessageWithoutATokenIsInvalid() throws Exception {
		this.fixture.tokens((token) -> Mono.just(EXTENDED));
		open();
		receive(MessageFixture.message("rt.authenticate", "1", "{}"));
		receive(MessageFixture.message("rt.authenticate", "2", "{\"token\":7}"));
		receive(authenticate("3", ""));
		receive(MessageFixture.message("rt.authenticate", "4", null));
		awaitFrames(4);
		for (int i = 0; i < 4; i++) {
			assertError(i, Integer.toString(i + 1), "invalid", false);
		}
	}

	@Test
	void whereThereAreNoTokensTheMessageIsRefused() throws Exception {
		open();
		receive(authenticate("1", "x"));
		awaitFrames(1);
		assertError(0, "1", "unauthorized", false);
		assertThat(replies().get(0)).contains("not configured");
	}

	@Test
	void postedItHasNoConnectionToExtend() {
		this.fixture.tokens((token) -> Mono.just(EXTENDED));
		byte[] body = new PostedMessages(this.fixture.handlers)
			.handle(authenticate("1", "good").getBytes(), MessageFixture.ALICE, null, null)
			.block()
			.body();
		assertThat(new String(body)).contains("rt.error").contains("bad_request").contains("open the stream again");
	}

	private static String authenticate(String id, String token) {
		return MessageFixture.message("rt.authenticate", id, "{\"token\":\"" + token + "\"}");
	}

}
