package dev.realtime.test.browser;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import dev.realtime.test.TestApp;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * What {@code tab.html} needs besides the client: tokens and snapshots. A user is whom
 * the token, or else the cookie {@code user}, names.
 */
class BrowserPages extends TestApp.NettyServer {

	private static final JsonMapper JSON = new JsonMapper();

	@Bean
	RealtimeTokenVerifier tokens() {
		return (token) -> Mono.fromCallable(() -> {
			JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(token.replaceAll("^e30\\.|\\.e30$", "")));
			return new RealtimeUser(claims.path("sub").stringValue(), Set.of(),
					Instant.ofEpochSecond(claims.path("exp").longValue()));
		});
	}

	@Bean
	@Primary
	RealtimeAuthenticator cookiesAndTokens(RealtimeTokenVerifier tokens) {
		return (handshake) -> {
			String bearer = handshake.header("Authorization");
			if (bearer != null) {
				return tokens.verify(bearer.substring("Bearer ".length()));
			}
			String cookie = handshake.header("Cookie");
			if (cookie == null) {
				return Mono.empty();
			}
			return Mono.just(new RealtimeUser(cookie.substring(cookie.indexOf('=') + 1), Set.of(), null));
		};
	}

	@Bean
	RouterFunction<ServerResponse> pages() {
		return RouterFunctions.route()
			.GET("/token", BrowserPages::token)
			.GET("/snapshot", (request) -> ServerResponse.ok().bodyValue(Map.of("topic", request.queryParam("topic"))))
			.build();
	}

	/**
	 * A token that is made like a JSON web token, but not signed; or, for an
	 * {@code opaque} one, such that only the server can read it.
	 */
	private static Mono<ServerResponse> token(ServerRequest request) {
		long expires = Instant.now().getEpochSecond() + Long.parseLong(request.queryParam("seconds").orElseThrow());
		String claims = Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(
					JSON.writeValueAsString(Map.of("sub", request.queryParam("user").orElseThrow(), "exp", expires))
						.getBytes(StandardCharsets.UTF_8));
		return ServerResponse.ok()
			.bodyValue(Map.of("token", request.queryParam("opaque").isPresent() ? claims : "e30." + claims + ".e30"));
	}

}
