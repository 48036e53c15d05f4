package dev.realtime.test;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OriginIT {

	private static TestApp app;

	@BeforeAll
	static void start() {
		app = TestApp.start("realtime.allowed-origins[0]=https://app.example");
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = {
			// origin, sec-fetch-site, get, websocket
			"-,-,true,true", "http://localhost:PORT,-,true,true", "http://localhost:PORT,same-origin,true,true",
			"https://app.example,-,true,true", "https://app.example,cross-site,true,true",
			"http://evil.example,-,false,false", "http://evil.example,cross-site,false,false",
			"http://evil.example,same-origin,true,true", "null,-,false,false", "'',-,false,false",
			"http://localhost,-,false,false", "https://localhost:PORT,-,false,false",
			"http://localhost:PORT.evil.example,-,false,false", "http://localhost:PORT/,-,false,false",
			"http://localhost:1,-,false,false", "http://app.example,-,false,false",
			"https://app.example:8443,-,false,false", "https://app.example.evil,-,false,false",
			"https://evil.app.example,-,false,false", "https://evilapp.example,-,false,false",
			"https://app.example@evil.example,-,false,false", "-,cross-site,false,-", "-,same-site,false,-",
			"-,same-origin,true,true", "-,none,true,true" })
	void whenOriginIsSentThenOnlyOwnAndAllowedAreServed(String origin, String site, boolean get, Boolean webSocket) {
		List<String> headers = new ArrayList<>();
		if (origin != null) {
			headers.add("Origin: " + origin.replace("PORT", Integer.toString(app.port())));
		}
		if (site != null) {
			headers.add("Sec-Fetch-Site: " + site);
		}
		String[] lines = headers.toArray(String[]::new);
		for (String path : List.of("/sse?topic=orders.1", "/sse?topic=orders.1&errors=stream",
				"/poll?topic=orders.1")) {
			try (RawHttp http = RawHttp.get(app.port(), path, lines)) {
				assertThat(http.status()).as(path).isEqualTo(get ? 200 : 403);
			}
		}
		if (webSocket != null) {
			try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1&errors=stream", lines)) {
				assertThat(ws.status()).isEqualTo(webSocket ? 101 : 403);
			}
		}
	}

	@Test
	void whenWebSocketBringsACookieButNoOriginThenItIsRefused() {
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1", "Cookie: SESSION=1")) {
			assertThat(ws.status()).isEqualTo(403);
		}
		try (RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?topic=orders.1", "Cookie: SESSION=1",
				"Origin: http://localhost:" + app.port())) {
			assertThat(ws.status()).isEqualTo(101);
		}
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-,-,-,200", "-,SESSION=1,-,403", "-,SESSION=1,same-origin,200", "-,SESSION=1,cross-site,403",
					"http://localhost:PORT,SESSION=1,-,200", "http://evil.example,SESSION=1,-,403",
					"http://evil.example,-,-,403", "null,SESSION=1,-,403", "https://app.example,SESSION=1,-,200" })
	void whenMessageIsPostedThenOriginCounts(String origin, String cookie, String site, int status) {
		List<String> headers = new ArrayList<>(List.of("Content-Type: application/json", "X-User: bob"));
		if (origin != null) {
			headers.add("Origin: " + origin.replace("PORT", Integer.toString(app.port())));
		}
		if (cookie != null) {
			headers.add("Cookie: " + cookie);
		}
		if (site != null) {
			headers.add("Sec-Fetch-Site: " + site);
		}
		try (RawHttp http = RawHttp.post(app.port(), "/messages",
				"{\"type\":\"rt.publish\",\"id\":\"1\",\"payload\":{\"topic\":\"room.1\",\"type\":\"t\",\"data\":1}}",
				headers.toArray(String[]::new))) {
			assertThat(http.status()).isEqualTo(status);
		}
	}

	@Test
	void whenOriginIsAllowedThenCorsSaysSo() {
		try (RawHttp sse = RawHttp.get(app.port(), "/sse?topic=orders.1", "Origin: https://app.example")) {
			assertThat(sse.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
			assertThat(sse.header("Access-Control-Allow-Credentials")).isEqualTo("true");
			assertThat(sse.header("Vary")).contains("Origin");
		}
		String preflight = RawHttp.request("OPTIONS", app.port(), "/messages", "Origin: https://app.example",
				"Access-Control-Request-Method: POST",
				"Access-Control-Request-Headers: content-type,realtime-connection");
		try (RawHttp http = new RawHttp(app.port(), 0, preflight)) {
			assertThat(http.status()).isEqualTo(200);
			assertThat(http.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
			assertThat(http.header("Access-Control-Allow-Headers")).containsIgnoringCase("realtime-connection");
		}
		String evil = preflight.replace("https://app.example", "http://evil.example");
		try (RawHttp http = new RawHttp(app.port(), 0, evil)) {
			assertThat(http.header("Access-Control-Allow-Origin")).isNull();
		}
	}

	@Test
	void whenBehindAProxyThenForwardedHeadersMakeTheOwnOrigin() {
		try (TestApp proxied = TestApp.start("server.forward-headers-strategy=framework")) {
			String[] forwarded = { "X-Forwarded-Proto: https", "X-Forwarded-Host: shop.example",
					"X-Forwarded-Port: 443", "Origin: https://shop.example" };
			try (RawHttp sse = RawHttp.get(proxied.port(), "/sse?topic=orders.1", forwarded);
					RawWebSocket ws = RawWebSocket.open(proxied.port(), "/ws?topic=orders.1", forwarded);
					RawHttp spoofed = RawHttp.get(app.port(), "/sse?topic=orders.1", forwarded)) {
				assertThat(sse.status()).isEqualTo(200);
				assertThat(ws.status()).isEqualTo(101);
				assertThat(spoofed.status()).isEqualTo(403);
			}
		}
	}

}
