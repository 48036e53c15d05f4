package dev.realtime.security;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import dev.realtime.BusUnavailableException;
import dev.realtime.RealtimeConnections;
import dev.realtime.servlet.RealtimeLogoutHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.server.WebFilterExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class LogoutConnectionsTests {

	private static final Authentication ALICE = UsernamePasswordAuthenticationToken.authenticated("alice", "secret",
			AuthorityUtils.createAuthorityList("ROLE_USER"));

	private static final Authentication NOBODY = new AnonymousAuthenticationToken("key", "anonymousUser",
			AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private final List<String> closed = new CopyOnWriteArrayList<>();

	private final RealtimeConnections connections = mock(RealtimeConnections.class);

	@Test
	void whenAUserLogsOutThenTheirConnectionsAreClosed() {
		closes((user) -> Mono.just(2L));
		RealtimeServerLogoutHandler reactive = new RealtimeServerLogoutHandler(new LogoutConnections(this.connections));
		StepVerifier.create(reactive.logout(exchange(), ALICE)).verifyComplete();
		new RealtimeLogoutHandler(new LogoutConnections(this.connections)).logout(new MockHttpServletRequest(),
				new MockHttpServletResponse(), ALICE);
		assertThat(this.closed).containsExactly("alice", "alice");
	}

	@Test
	void whenNobodyLogsOutThenNothingIsClosed() {
		closes((user) -> Mono.just(0L));
		LogoutConnections logout = new LogoutConnections(this.connections);
		StepVerifier.create(logout.close(null)).verifyComplete();
		StepVerifier.create(logout.close(NOBODY)).verifyComplete();
		assertThat(this.closed).isEmpty();
	}

	@Test
	void whenTheBusIsAwayThenTheLogoutSucceedsAndTheLogSaysSo(CapturedOutput output) {
		closes((user) -> Mono.error(new BusUnavailableException("away", null)));
		StepVerifier.create(new LogoutConnections(this.connections).close(ALICE)).verifyComplete();
		closes((user) -> {
			throw new IllegalStateException("broken");
		});
		StepVerifier.create(new LogoutConnections(this.connections).close(ALICE)).verifyComplete();
		assertThat(output).contains("WARN").contains("may be open on other nodes").doesNotContain("alice");
	}

	@Test
	void whenTheBusDoesNotAnswerThenTheLogoutGoesOnAfterFiveSeconds() {
		closes((user) -> Mono.never());
		StepVerifier.withVirtualTime(() -> new LogoutConnections(this.connections).close(ALICE))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(4999))
			.thenAwait(Duration.ofMillis(1))
			.verifyComplete();
	}

	private void closes(Function<String, Mono<Long>> answer) {
		given(this.connections.closeUser(anyString())).willAnswer((invocation) -> {
			String user = invocation.getArgument(0);
			this.closed.add(user);
			return answer.apply(user);
		});
	}

	private static WebFilterExchange exchange() {
		return new WebFilterExchange(MockServerWebExchange.from(MockServerHttpRequest.post("/logout")),
				(exchange) -> Mono.empty());
	}

}
