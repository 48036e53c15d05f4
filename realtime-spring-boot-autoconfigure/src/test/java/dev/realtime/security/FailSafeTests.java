package dev.realtime.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import dev.realtime.BusUnavailableException;
import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import dev.realtime.Transport;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class FailSafeTests {

	private static final Duration JUST_BEFORE = Duration.ofMillis(1999);

	private static final Duration A_MOMENT = Duration.ofMillis(1);

	private final Handshake handshake = new Handshake(Transport.SSE, Map.of(), Map.of(), null, null);

	@Test
	void whenTheAuthorizerAnswersThenItsAnswerStands() {
		StepVerifier.create(authorize((user, action, topic) -> Mono.just(true))).expectNext(true).verifyComplete();
		StepVerifier.create(authorize((user, action, topic) -> Mono.just(false))).expectNext(false).verifyComplete();
	}

	@Test
	void whenTheAuthorizerFailsInAnyWayThenTheTopicIsRefused() {
		List<TopicAuthorizer> broken = List.of((user, action, topic) -> Mono.error(new IllegalStateException("broken")),
				(user, action, topic) -> Mono.empty(), (user, action, topic) -> null, (user, action, topic) -> {
					throw new IllegalStateException("broken");
				});
		for (TopicAuthorizer authorizer : broken) {
			StepVerifier.create(authorize(authorizer)).expectNext(false).verifyComplete();
		}
	}

	@Test
	void whenTheAuthorizerDoesNotAnswerWithinTwoSecondsThenTheTopicIsRefused() {
		StepVerifier.withVirtualTime(() -> authorize((user, action, topic) -> Mono.never()))
			.expectSubscription()
			.expectNoEvent(JUST_BEFORE)
			.thenAwait(A_MOMENT)
			.expectNext(false)
			.verifyComplete();
	}

	@Test
	void whenTheAuthorizerFailsOftenThenItIsWarnedOfOnce(CapturedOutput output) {
		TopicAuthorizer authorizer = new FailSafeTopicAuthorizer(
				(user, action, topic) -> Mono.error(new IllegalStateException("broken")));
		for (int i = 0; i < 100; i++) {
			authorizer.authorize(RealtimeUser.ANONYMOUS, TopicAction.SUBSCRIBE, "a").block();
		}
		assertThat(output.getAll().split("WARN", -1)).hasSize(2);
		assertThat(output).contains("IllegalStateException: broken");
	}

	@Test
	void whenAMinuteHasPassedThenTheNextWarningCountsThoseBetween(CapturedOutput output) {
		AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
		QuietLog log = new QuietLog(LogFactory.getLog(FailSafeTests.class), nanos::get);
		log.warn("one", new IllegalStateException());
		nanos.addAndGet(Duration.ofSeconds(60).toNanos() - 1);
		log.warn("two", new IllegalStateException());
		assertThat(output).contains("one").doesNotContain("WARN dev.realtime.security.FailSafeTests -- two");
		nanos.addAndGet(1);
		log.warn("three", new IllegalStateException());
		assertThat(output).contains("three (and 1 more since the last warning)");
	}

	@Test
	void whenTheAuthenticatorAnswersThenItsUserStands() {
		RealtimeUser alice = new RealtimeUser("alice", Set.of("ROLE_A"), null);
		StepVerifier.create(authenticate((handshake) -> Mono.just(alice))).expectNext(alice).verifyComplete();
	}

	@Test
	void whenTheAuthenticatorNamesNobodyThenTheClientIsAnonymousWithoutAuthorities() {
		StepVerifier.create(authenticate((handshake) -> Mono.empty()))
			.expectNext(RealtimeUser.ANONYMOUS)
			.verifyComplete();
		RealtimeUser blank = new RealtimeUser(" ", Set.of("ROLE_ADMIN"), null);
		StepVerifier.create(authenticate((handshake) -> Mono.just(blank)))
			.expectNext(RealtimeUser.ANONYMOUS)
			.verifyComplete();
	}

	@Test
	void whenTheAuthenticatorFailsInAnyWayThenTheClientIsRefused() {
		List<RealtimeAuthenticator> broken = List.of((handshake) -> Mono.error(new IllegalStateException("broken")),
				(handshake) -> null, (handshake) -> {
					throw new IllegalStateException("broken");
				});
		for (RealtimeAuthenticator authenticator : broken) {
			StepVerifier.create(authenticate(authenticator)).verifyError(NotAuthenticatedException.class);
		}
	}

	@Test
	void whenTheAuthenticatorDoesNotAnswerWithinTwoSecondsThenTheClientIsRefused() {
		StepVerifier.withVirtualTime(() -> authenticate((handshake) -> Mono.never()))
			.expectSubscription()
			.expectNoEvent(JUST_BEFORE)
			.thenAwait(A_MOMENT)
			.verifyErrorSatisfies((error) -> assertThat(error).isInstanceOf(NotAuthenticatedException.class)
				.hasCauseInstanceOf(TimeoutException.class));
	}

	@Test
	void whenTheLoginHasEndedThenTheClientIsRefusedWithoutAWarning(CapturedOutput output) {
		Instant end = Instant.parse("2026-01-01T00:00:00Z");
		RealtimeUser alice = new RealtimeUser("alice", Set.of(), end);
		StepVerifier.create(authenticateAt(end.minusMillis(1), alice)).expectNext(alice).verifyComplete();
		StepVerifier.create(authenticateAt(end, alice)).verifyError(NotAuthenticatedException.class);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenCredentialsAreNotAcceptedOrNobodyCanTellThenThatIsNoFault(CapturedOutput output) {
		List<RuntimeException> answers = List.of(new NotAuthenticatedException("used"),
				new BusUnavailableException("away", null));
		for (RuntimeException answer : answers) {
			StepVerifier
				.create(new FailSafeAuthenticator((handshake) -> Mono.error(answer)).authenticate(this.handshake))
				.verifyErrorMatches((error) -> error == answer);
		}
		assertThat(output).doesNotContain("WARN");
	}

	private static Mono<Boolean> authorize(TopicAuthorizer authorizer) {
		return new FailSafeTopicAuthorizer(authorizer).authorize(RealtimeUser.ANONYMOUS, TopicAction.SUBSCRIBE, "a");
	}

	private Mono<RealtimeUser> authenticate(RealtimeAuthenticator authenticator) {
		return new FailSafeAuthenticator(authenticator).authenticate(this.handshake);
	}

	private Mono<RealtimeUser> authenticateAt(Instant now, RealtimeUser user) {
		return new FailSafeAuthenticator((handshake) -> Mono.just(user), Clock.fixed(now, ZoneOffset.UTC))
			.authenticate(this.handshake);
	}

}
