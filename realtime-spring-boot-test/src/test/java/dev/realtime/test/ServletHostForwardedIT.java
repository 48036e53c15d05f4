package dev.realtime.test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server beside a Spring MVC application, with a proxy in front of both: what its
 * headers say counts where the application says so, and nowhere else.
 */
class ServletHostForwardedIT {

	private static final String PATH = "/sse?topic=orders.1";

	private static final String PAGE = "Origin: https://shop.example";

	@ParameterizedTest
	@CsvSource({ "framework, true", "native, true", "none, false" })
	void whenAProxySpeaksOfItsClientsThenTheStrategyDecidesWhetherItIsBelieved(String strategy, boolean believed) {
		try (TestApp app = ServletHost.start("server.forward-headers-strategy=" + strategy)) {
			thePagesOrigin(app, believed);
			theTicketsOrigin(app, believed);
			theClientsAddress(app, believed);
		}
	}

	private static void thePagesOrigin(TestApp app, boolean believed) {
		try (RawHttp sse = RawHttp.get(app.port(), PATH, proxied("203.0.113.1", PAGE));
				RawWebSocket ws = RawWebSocket.open(app.port(), "/ws", proxied("203.0.113.2", PAGE));
				RawHttp direct = RawHttp.get(app.port(), PATH, proxied("203.0.113.3", "Origin: http://localhost"))) {
			assertThat(sse.status()).isEqualTo(believed ? 200 : 403);
			assertThat(sse.header("Access-Control-Allow-Origin")).isEqualTo(believed ? "https://shop.example" : null);
			assertThat(ws.status()).isEqualTo(believed ? 101 : 403);
			assertThat(direct.status()).isEqualTo(believed ? 403 : 200);
		}
	}

	/** A ticket is of use where both servers see the same page. */
	private static void theTicketsOrigin(TestApp app, boolean believed) {
		try (RawHttp http = TicketDesk.ask(app,
				proxied("203.0.113.4", PAGE, "X-User: alice", "Cookie: JSESSIONID=1"))) {
			assertThat(http.status()).isEqualTo(believed ? 200 : 403);
			if (believed) {
				String ticket = FrameReader.tree(http.body()).path("ticket").stringValue();
				try (RawHttp sse = RawHttp.get(app.port(), "/sse?ticket=" + ticket, proxied("203.0.113.4", PAGE))) {
					assertThat(sse.block()).contains("event: rt.ready", "user.alice");
				}
			}
		}
	}

	/** Two anonymous streams are one address's share. */
	private static void theClientsAddress(TestApp app, boolean believed) {
		List<RawHttp> streams = new ArrayList<>();
		for (String address : List.of("203.0.113.7", "203.0.113.7", "203.0.113.7", "203.0.113.8")) {
			streams.add(RawHttp.get(app.port(), PATH, proxied(address)));
		}
		assertThat(streams).extracting(RawHttp::status).containsExactly(200, 200, believed ? 429 : 200, 200);
		streams.forEach(RawHttp::close);
	}

	private static String[] proxied(String client, String... headers) {
		return Stream
			.concat(Stream.of("X-Forwarded-For: " + client, "X-Forwarded-Proto: https",
					"X-Forwarded-Host: shop.example", "X-Forwarded-Port: 443"), Stream.of(headers))
			.toArray(String[]::new);
	}

}
