package dev.realtime.sample;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.realtime.Transport;
import dev.realtime.test.RealtimeTestClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

/**
 * What the page does to a node over HTTP: keeps cookies, sends the token against forged
 * requests along, and opens streams as whoever is logged in.
 */
final class Browser {

	private final Map<String, String> cookies = new TreeMap<>();

	private int port;

	private Browser(int port) {
		this.port = port;
	}

	static Browser at(int port) {
		return new Browser(port);
	}

	/** Go on at another node, with the cookies of this one. */
	Browser moveTo(int port) {
		this.port = port;
		return this;
	}

	Browser login(String user) {
		JsonNode csrf = me().path("csrf");
		EntityExchangeResult<byte[]> result = client().post()
			.uri("/login")
			.headers((headers) -> headers.set("Cookie", cookieHeader()))
			.body(BodyInserters.fromFormData("username", user)
				.with("password", "demo")
				.with(csrf.path("parameter").stringValue(), csrf.path("token").stringValue()))
			.exchange()
			.expectHeader()
			.valueEquals("Location", "/")
			.expectBody()
			.returnResult();
		remember(result);
		return this;
	}

	JsonNode me() {
		return send(HttpMethod.GET, "/api/me", null, false).json();
	}

	Answer get(String path) {
		return send(HttpMethod.GET, path, null, false);
	}

	Answer post(String path, @Nullable Object body) {
		return send(HttpMethod.POST, path, body, true);
	}

	Answer delete(String path) {
		return send(HttpMethod.DELETE, path, null, true);
	}

	/**
	 * Post as the page of another site would have it: with the cookies, without the
	 * token.
	 */
	Answer forge(String path) {
		return send(HttpMethod.POST, path, null, false);
	}

	private Answer send(HttpMethod method, String path, @Nullable Object body, boolean ours) {
		JsonNode csrf = ours ? me().path("csrf") : null;
		WebTestClient.RequestBodySpec request = client().method(method)
			.uri(path)
			.headers((headers) -> headers.set("Cookie", cookieHeader()));
		if (csrf != null) {
			request.header(csrf.path("header").stringValue(), csrf.path("token").stringValue());
		}
		if (body != null) {
			request.contentType(MediaType.APPLICATION_JSON).bodyValue(body);
		}
		EntityExchangeResult<byte[]> result = request.exchange().expectBody().returnResult();
		remember(result);
		byte[] content = result.getResponseBody();
		return new Answer(result.getStatus().value(),
				(content != null) ? new String(content, StandardCharsets.UTF_8) : "");
	}

	RealtimeTestClient stream(Transport transport, String... topics) {
		return RealtimeTestClient.forPort(this.port)
			.transport(transport)
			.topics(topics)
			.header("Cookie", cookieHeader())
			.header("Origin", "http://localhost:" + this.port)
			.timeout(Duration.ofSeconds(20))
			.connect();
	}

	Browser tamper(String cookie, String value) {
		this.cookies.put(cookie, value);
		return this;
	}

	private String cookieHeader() {
		return this.cookies.entrySet()
			.stream()
			.map((cookie) -> cookie.getKey() + '=' + cookie.getValue())
			.collect(Collectors.joining("; "));
	}

	private void remember(EntityExchangeResult<?> result) {
		result.getResponseCookies().forEach((name, values) -> this.cookies.put(name, values.get(0).getValue()));
	}

	private WebTestClient client() {
		return WebTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	/**
	 * What came back.
	 *
	 * @param status the status
	 * @param body the body, empty if there was none
	 */
	record Answer(int status, String body) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

	}

}
