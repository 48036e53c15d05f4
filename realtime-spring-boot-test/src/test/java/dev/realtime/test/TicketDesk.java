package dev.realtime.test;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks the application's own server for tickets.
 */
final class TicketDesk {

	private TicketDesk() {
	}

	/**
	 * The origin of a page of the application.
	 */
	static String page(TestApp app) {
		return "http://localhost:" + app.serverPort();
	}

	static String[] origin(TestApp app) {
		return new String[] { "Origin: " + page(app), "Sec-Fetch-Site: same-site" };
	}

	static RawHttp ask(TestApp app, String... headers) {
		return RawHttp.post(app.serverPort(), "/ticket", "", headers);
	}

	/**
	 * Get a ticket as a page of the application does.
	 */
	static String ticket(TestApp app, String... headers) {
		List<String> all = new ArrayList<>(List.of(headers));
		all.add("Origin: " + page(app));
		try (RawHttp http = ask(app, all.toArray(String[]::new))) {
			String body = http.body();
			assertThat(http.status()).as(body).isEqualTo(200);
			assertThat(http.header("Cache-Control")).contains("no-store");
			assertThat(http.header("Content-Type")).startsWith("application/json");
			JsonNode json = FrameReader.tree(body);
			assertThat(json.path("expiresInSeconds").intValue()).isEqualTo(30);
			return json.path("ticket").stringValue();
		}
	}

}
