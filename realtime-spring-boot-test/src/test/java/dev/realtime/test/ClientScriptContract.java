package dev.realtime.test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

import dev.realtime.client.ClientScript;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the browser client is served, whatever the server is: that of the application, or
 * the one beside it. {@code https://other.example} is an allowed origin.
 */
interface ClientScriptContract {

	String SCRIPT = "/client.js";

	TestApp app();

	private int port(boolean beside) {
		return beside ? app().port() : app().serverPort();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	default void whenAPageLoadsTheClientThenItGetsTheOneOfThisVersion(boolean beside) {
		try (RawHttp http = RawHttp.get(port(beside), SCRIPT)) {
			assertThat(http.status()).isEqualTo(200);
			assertThat(http.header("Content-Type")).isEqualToIgnoringCase("text/javascript;charset=utf-8");
			assertThat(http.header("Cache-Control")).isEqualTo("no-cache");
			assertThat(http.header("X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(http.header("Vary")).contains("Accept-Encoding", "Origin");
			assertThat(http.header("ETag")).matches("\"[0-9a-f]{32}\"");
			assertThat(http.header("Content-Encoding")).isNull();
			assertThat(http.body()).isEqualTo(built());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	default void whenTheBrowserUnderstandsGzipThenTheClientIsCompressed(boolean beside) throws IOException {
		try (RawHttp http = RawHttp.get(port(beside), SCRIPT, "Accept-Encoding: gzip, deflate, br, zstd")) {
			assertThat(http.header("Content-Encoding")).isEqualTo("gzip");
			assertThat(http.header("ETag")).matches("\"[0-9a-f]{32}-gzip\"");
			byte[] body = http.read(Integer.parseInt(http.header("Content-Length")));
			assertThat(new GZIPInputStream(new ByteArrayInputStream(body))).hasContent(built());
		}
	}

	@ParameterizedTest
	@CsvSource({ "false, ''", "false, gzip", "true, ''", "true, gzip" })
	default void whenTheBrowserHasTheClientThenItIsNotSentAgain(boolean beside, String encoding) {
		String accept = "Accept-Encoding: " + encoding;
		try (RawHttp first = RawHttp.get(port(beside), SCRIPT, accept)) {
			String tag = first.header("ETag");
			for (String known : new String[] { tag, "W/" + tag, "\"other\", " + tag }) {
				try (RawHttp again = RawHttp.get(port(beside), SCRIPT, accept, "If-None-Match: " + known)) {
					assertThat(again.status()).isEqualTo(304);
					assertThat(again.header("ETag")).isEqualTo(tag);
					assertThat(again.header("Cache-Control")).isEqualTo("no-cache");
					assertThat(again.header("Content-Length")).isIn(null, "0");
				}
			}
			try (RawHttp changed = RawHttp.get(port(beside), SCRIPT, accept, "If-None-Match: \"other\"")) {
				assertThat(changed.status()).isEqualTo(200);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	default void whenOnlyTheHeadIsAskedForThenThereIsNoMore(boolean beside) throws IOException {
		try (RawHttp http = new RawHttp(port(beside), 0, RawHttp.request("HEAD", port(beside), SCRIPT))) {
			assertThat(http.status()).isEqualTo(200);
			assertThat(http.header("Content-Length")).isEqualTo(Integer.toString(built().length()));
			http.write(RawHttp.request("GET", port(beside), SCRIPT).getBytes(StandardCharsets.UTF_8));
			assertThat(http.nextHead()).isEqualTo(200);
			assertThat(http.body()).isEqualTo(built());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	default void whenSomethingElseIsWantedOfItThenItIsSaidWhatMayBe(boolean beside) {
		try (RawHttp http = RawHttp.post(port(beside), SCRIPT, "")) {
			assertThat(http.status()).isEqualTo(405);
			assertThat(http.header("Allow")).isEqualTo("GET, HEAD");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	default void whenAPageOfAnotherOriginLoadsItAsAModuleThenCorsDecides(boolean beside) {
		try (RawHttp allowed = RawHttp.get(port(beside), SCRIPT, "Origin: https://other.example",
				"Sec-Fetch-Site: cross-site");
				RawHttp evil = RawHttp.get(port(beside), SCRIPT, "Origin: http://evil.example",
						"Sec-Fetch-Site: cross-site")) {
			assertThat(allowed.status()).isEqualTo(200);
			assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://other.example");
			assertThat(evil.header("Access-Control-Allow-Origin")).isNull();
		}
	}

	private static String built() {
		try (InputStream in = ClientScript.class.getResourceAsStream("realtime.js")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
