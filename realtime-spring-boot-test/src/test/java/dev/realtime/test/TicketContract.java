package dev.realtime.test;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tickets do, and what else a page gets before it connects, whatever the
 * application's own server is, with a server of Reactor Netty beside it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TicketContract implements ClientScriptContract {

	private static final int BURST = 50;

	private static final String ALICE = "X-User: alice";

	TestApp app;

	abstract TestApp start(String... properties);

	@Override
	public TestApp app() {
		return this.app;
	}

	@BeforeAll
	void start() {
		this.app = start("realtime.allowed-origins=https://other.example");
	}

	@AfterAll
	void stop() {
		this.app.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenATicketIsBroughtThenItsUserGetsWhatIsTheirs(Transport transport) {
		String ticket = TicketDesk.ticket(this.app, ALICE);
		try (RealtimeTestClient client = this.app.client(transport)
			.query("ticket", ticket)
			.header("Origin", TicketDesk.page(this.app))
			.connect()) {
			assertThat(client.awaitReady().topics()).containsOnlyKeys("user.alice");
			if (transport != Transport.LONG_POLL) {
				// The next poll is without a ticket that is good.
				this.app.publisher().sendToUser("alice", "hello", 1).join();
				assertThat(client.awaitEvent().type()).isEqualTo("hello");
			}
		}
		try (RealtimeTestClient again = this.app.client(transport)
			.query("ticket", ticket)
			.header("Origin", TicketDesk.page(this.app))
			.connect()) {
			again.expectRefusal(CloseReason.UNAUTHORIZED);
		}
	}

	@Test
	void whenATicketIsBroughtThenMessagesMayBeSent() {
		String message = "{\"type\":\"rt.publish\",\"id\":\"1\",\"payload\":{\"topic\":\"room.1\",\"type\":\"t\",\"data\":1}}";
		String ticket = TicketDesk.ticket(this.app, ALICE);
		try (RawHttp sent = RawHttp.post(this.app.port(), "/messages?ticket=" + ticket, message,
				"Content-Type: application/json", "Origin: " + TicketDesk.page(this.app));
				RawHttp again = RawHttp.post(this.app.port(), "/messages?ticket=" + ticket, message,
						"Content-Type: application/json", "Origin: " + TicketDesk.page(this.app))) {
			assertThat(sent.status()).isEqualTo(200);
			assertThat(sent.body()).contains("rt.ack");
			assertThat(again.status()).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://other.example", "http://localhost:1", "http://evil.example" })
	void whenATicketComesFromAnotherOriginThenItIsRefused(String origin) {
		String ticket = TicketDesk.ticket(this.app, ALICE);
		try (RawHttp stolen = RawHttp.get(this.app.port(), "/sse?ticket=" + ticket, "Origin: " + origin)) {
			assertThat(stolen.status()).isEqualTo(origin.contains("evil") ? 403 : 401);
		}
		try (RawHttp own = RawHttp.get(this.app.port(), "/sse?ticket=" + ticket, TicketDesk.origin(this.app))) {
			assertThat(own.status()).as("used up, unless its origin was not let in at all")
				.isEqualTo(origin.contains("evil") ? 200 : 401);
		}
	}

	@Test
	void whenATicketIsBadThenNothingElseLetsIn() {
		try (RawHttp sse = RawHttp.get(this.app.port(), "/sse?topic=orders.1&ticket=AAAAAAAAAAAAAAAAAAAAAA", ALICE)) {
			assertThat(sse.status()).isEqualTo(401);
			assertThat(FrameReader.tree(sse.body()).path("code").stringValue()).isEqualTo("unauthorized");
		}
		try (RawHttp sse = RawHttp.get(this.app.port(),
				"/sse?topic=orders.1&errors=stream&ticket=AAAAAAAAAAAAAAAAAAAAAA")) {
			assertThat(sse.status()).isEqualTo(200);
			assertThat(sse.block()).contains("event: rt.close", "unauthorized", "retry: 86400000");
		}
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "alice,-,-,-,200", "-,-,-,-,401", "evil,-,-,-,401", "alice,http://evil.example,-,-,403",
					"alice,null,-,-,403", "alice,-,SESSION=1,-,403", "alice,-,SESSION=1,same-origin,200",
					"alice,-,SESSION=1,same-site,403", "alice,http://localhost:PORT,SESSION=1,-,200",
					"alice,http://localhost:1,SESSION=1,-,403", "alice,https://other.example,SESSION=1,-,200",
					"-,http://localhost:PORT,SESSION=1,-,401" })
	void whenATicketIsAskedForThenUserAndOriginCount(String user, String origin, String cookie, String site,
			int status) {
		List<String> headers = new ArrayList<>();
		add(headers, "X-User: ", user);
		add(headers, "Origin: ", (origin != null) ? origin.replace("PORT", "" + this.app.serverPort()) : null);
		add(headers, "Cookie: ", cookie);
		add(headers, "Sec-Fetch-Site: ", site);
		try (RawHttp http = TicketDesk.ask(this.app, headers.toArray(String[]::new))) {
			assertThat(http.status()).isEqualTo(status);
			assertThat(http.header("Cache-Control")).contains("no-store");
			if (status != 200) {
				assertThat(http.header("Content-Type")).startsWith("application/problem+json");
				assertThat(FrameReader.tree(http.body()).path("code").stringValue())
					.isEqualTo((status == 401) ? "unauthorized" : "forbidden");
			}
		}
	}

	private static void add(List<String> headers, String name, String value) {
		if (value != null) {
			headers.add(name + value);
		}
	}

	@Test
	void whenATicketIsAskedForWithATicketThenItDoesNotCount() {
		String ticket = TicketDesk.ticket(this.app, ALICE);
		try (RawHttp http = RawHttp.post(this.app.serverPort(), "/ticket?ticket=" + ticket, "")) {
			assertThat(http.status()).isEqualTo(401);
		}
	}

	@Test
	void whenAUserAsksInALoopThenTicketsRunOutForThatUserAlone() {
		for (int i = 0; i < BURST; i++) {
			TicketDesk.ticket(this.app, "X-User: mallory");
		}
		try (RawHttp http = refusedAtLast("X-User: mallory")) {
			assertThat(http.status()).isEqualTo(429);
			assertThat(Long.parseLong(http.header("Retry-After"))).isPositive();
			assertThat(FrameReader.tree(http.body()).path("code").stringValue()).isEqualTo("rate_limited");
		}
		assertThat(TicketDesk.ticket(this.app, ALICE)).isNotEmpty();
	}

	/** While one asks, new tickets come in. */
	private RawHttp refusedAtLast(String user) {
		RawHttp http = TicketDesk.ask(this.app, user);
		for (int i = 0; i < 1000 && http.status() == 200; i++) {
			http.close();
			http = TicketDesk.ask(this.app, user);
		}
		return http;
	}

	@Test
	void whenTheMethodIsNotUnderstoodThenTheRightOneIsSaid() {
		try (RawHttp ticket = RawHttp.get(this.app.serverPort(), "/ticket", ALICE);
				RawHttp info = RawHttp.post(this.app.serverPort(), "/info", "", ALICE)) {
			assertThat(ticket.status()).isEqualTo(405);
			assertThat(ticket.header("Allow")).isEqualTo("POST");
			assertThat(info.status()).isEqualTo(405);
			assertThat(info.header("Allow")).isEqualTo("GET");
		}
	}

	@Test
	void whenTheQueryIsNotEncodedProperlyThenThatIsNoFaultOfTheServer() {
		try (RawHttp ticket = RawHttp.post(this.app.serverPort(), "/ticket?a=%25%ZZ", "", ALICE)) {
			// Tomcat takes it as it is.
			assertThat(ticket.status()).isIn(200, 400);
		}
	}

	@Test
	void whenAPageAsksWhereTheServerIsThenItIsTold() {
		try (RawHttp info = RawHttp.get(this.app.serverPort(), "/info")) {
			assertThat(info.status()).isEqualTo(200);
			assertThat(info.body()).isEqualTo("{\"port\":" + this.app.port() + ",\"path\":\"/realtime\"}");
		}
		try (RawHttp evil = RawHttp.get(this.app.serverPort(), "/info", "Origin: http://evil.example")) {
			assertThat(evil.status()).isEqualTo(403);
		}
	}

	@Test
	void whenAnotherOriginIsAllowedThenCorsSaysSoWithCredentials() {
		String origin = "Origin: https://other.example";
		try (RawHttp ticket = TicketDesk.ask(this.app, ALICE, origin)) {
			assertThat(ticket.header("Access-Control-Allow-Origin")).isEqualTo("https://other.example");
			assertThat(ticket.header("Access-Control-Allow-Credentials")).isEqualTo("true");
		}
		try (RawHttp preflight = new RawHttp(this.app.serverPort(), 0,
				RawHttp.request("OPTIONS", this.app.serverPort(), "/ticket", origin,
						"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization"))) {
			assertThat(preflight.status()).isEqualTo(200);
			assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://other.example");
			assertThat(preflight.header("Access-Control-Allow-Headers")).containsIgnoringCase("authorization");
		}
	}

}
