package dev.realtime.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import dev.realtime.actuate.RealtimeMeters;
import dev.realtime.test.RealtimeTestClient;
import dev.realtime.test.ReceivedFrame;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@AutoConfigureMetrics
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "sample.killable=false", "realtime.websocket.ping-interval=1s" })
class SampleApplicationIT {

	@Autowired
	private MeterRegistry registry;

	@LocalServerPort
	private int port;

	private WebTestClient client;

	@BeforeEach
	void connect() {
		this.client = WebTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void servesThePageAndItsParts() {
		String page = text("/", MediaType.TEXT_HTML);
		assertThat(page).contains("<title>Realtime sample</title>", "src=\"app.js\"");
		assertThat(matches(page, "(?:src|href)=\"([\\w/.]+)\"")).allSatisfy(this::isServed);
		Set<String> modules = new TreeSet<>();
		collectModules("/app.js", modules);
		assertThat(modules).contains("/chat.js", "/realtime/client.js");
	}

	private void collectModules(String path, Set<String> found) {
		if (found.add(path)) {
			String script = text(path, MediaType.parseMediaType("text/javascript"));
			matches(script, "(?:from|import) \"\\.?(/[\\w/.]+)\"").forEach((module) -> collectModules(module, found));
		}
	}

	private static List<String> matches(String text, String pattern) {
		return Pattern.compile(pattern).matcher(text).results().map((found) -> found.group(1)).toList();
	}

	private void isServed(String path) {
		text("/" + path, MediaType.ALL);
	}

	@Test
	@Timeout(30)
	void whatTheReadmeHasOneTypeIntoAShellWorks() throws IOException {
		List<String> curls = Shell.curlsOfTheReadme();
		assertThat(curls).hasSize(3);
		try (Shell stream = new Shell(curls.get(0), this.port)) {
			stream.awaitLine("event: rt.ready");
			try (Shell post = new Shell(curls.get(1), this.port)) {
				post.awaitLine("\"id\":");
			}
			stream.awaitLine("\"payload\":{\"text\":\"hello\"}");
		}
		try (Shell look = new Shell(curls.get(2), this.port)) {
			look.awaitLine("\"total\":");
		}
	}

	/**
	 * The second request waits for the first, and is answered at once when that is done.
	 * Reactor Netty up to 1.3.7 read nothing from such a connection any more.
	 */
	@Test
	@Timeout(30)
	void whenARequestHadToWaitForTheOneBeforeThenTheConnectionIsStillReadFrom() throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(10_000);
			String both = request("/api/me", "keep-alive") + request("/icon.svg", "keep-alive");
			socket.getOutputStream().write(ascii(both));
			assertThat(readUntil(socket.getInputStream(), "</svg>")).contains("\"csrf\"");
			socket.getOutputStream().write(ascii(request("/icon.svg", "close")));
			assertThat(readUntil(socket.getInputStream(), "</svg>")).startsWith("HTTP/1.1 200");
		}
	}

	private static String request(String path, String connection) {
		return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection + "\r\n\r\n";
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static String readUntil(InputStream in, String end) throws IOException {
		StringBuilder text = new StringBuilder();
		while (text.indexOf(end) < 0) {
			int next = in.read();
			assertThat(next).as("more than " + text).isNotNegative();
			text.append((char) next);
		}
		return text.toString().strip();
	}

	@Test
	void thePageMayLoadNothingFromElsewhereAndRunNothingThatIsWrittenIntoIt() {
		String policy = this.client.get()
			.uri("/")
			.exchange()
			.expectBody()
			.returnResult()
			.getResponseHeaders()
			.getFirst("Content-Security-Policy");
		assertThat(policy).contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
			.doesNotContain("unsafe", "*", "http:");
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whenAnEventIsPostedThenItArrivesUnderTheIdThatThePublisherWasTold(Transport transport) {
		try (RealtimeTestClient tab = tab(transport, "public.demo")) {
			tab.awaitReady();
			String id = post("{\"topic\":\"public.demo\",\"type\":\"greeting\",\"payload\":{\"text\":\"hello\"}}");
			ReceivedFrame.Event event = tab.awaitEvent();
			assertThat(event.id()).isEqualTo(id);
			assertThat(event.type()).isEqualTo("greeting");
			assertThat(event.topic()).isEqualTo("public.demo");
			assertThat(event.payload().path("text").stringValue()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whenAClientComesBackThenItIsGivenWhatItMissed(Transport transport) {
		try (RealtimeTestClient tab = tab(transport, "public.missed")) {
			tab.awaitReady();
			tab.cut();
			String first = post("{\"topic\":\"public.missed\",\"type\":\"t\",\"payload\":1}");
			String second = post("{\"topic\":\"public.missed\",\"type\":\"t\",\"payload\":2}");
			tab.resume();
			assertThat(tab.awaitEvents(2)).extracting(ReceivedFrame.Event::id).containsExactly(first, second);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whatIsSaidComesBackToWhoeverSaidItAndGoesToAllOthers(Transport transport) {
		try (RealtimeTestClient mine = tab(transport, "public.chat");
				RealtimeTestClient other = tab(Transport.SSE, "public.chat")) {
			mine.awaitReady();
			other.awaitReady();
			String key = UUID.randomUUID().toString();
			String line = "{\"key\":\"" + key + "\",\"by\":\"guest\",\"text\":\"Hello\"}";
			String id = mine.send("chat.line", Map.of("key", key, "text", " Hello "));
			assertThat(mine.awaitReply(id).payload().toString()).isEqualTo(line);
			assertThat(mine.awaitEvent().payload().toString()).isEqualTo(line);
			assertThat(other.awaitEvent().payload().toString()).isEqualTo(line);
			assertThat(mine.awaitReply(mine.send("chat.line", Map.of("key", key, "text", ""))).code())
				.isEqualTo("invalid");
		}
	}

	@Test
	void whenALineIsSentAgainThenItIsAnsweredAgainAndSaidOnce() {
		try (RealtimeTestClient tab = tab(Transport.WEBSOCKET, "public.chat")) {
			tab.awaitReady();
			Map<String, String> line = Map.of("key", UUID.randomUUID().toString(), "text", "once");
			tab.awaitReply(tab.send("chat.line", line));
			tab.awaitReply(tab.send("chat.line", line));
			tab.awaitReply(tab.send("chat.line", Map.of("key", UUID.randomUUID().toString(), "text", "next")));
			assertThat(tab.awaitEvents(2)).extracting((event) -> event.payload().path("text").stringValue())
				.containsExactly("once", "next");
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void theFormIsCheckedByTheRulesThatHoldWhenItIsSent(Transport transport) {
		try (RealtimeTestClient tab = tab(transport, "public.chat")) {
			tab.awaitReady();
			Map<String, Object> wrong = Map.of("name", "Ann", "email", "nowhere", "seats", 9);
			assertThat(tab.awaitReply(tab.send("booking.check", wrong)).payload().toString()).isEqualTo(
					"{\"email\":\"must be a well-formed email address\",\"seats\":\"must be less than or equal to 8\"}");
			ReceivedFrame.Reply refused = tab.awaitReply(tab.send("booking.book", wrong));
			assertThat(refused.payload().path("message").stringValue())
				.isEqualTo("email must be a well-formed email address; seats must be less than or equal to 8");
			Map<String, Object> right = Map.of("name", "Ann", "email", "ann@example.org", "seats", 1);
			assertThat(tab.awaitReply(tab.send("booking.check", right)).payload()).isEmpty();
			assertThat(tab.awaitReply(tab.send("booking.book", right)).payload().path("left").intValue()).isBetween(0,
					19);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void aNotificationGoesToItsUserAndToNobodyElse(Transport transport) {
		Browser alice = Browser.at(this.port).login("alice");
		Browser bob = Browser.at(this.port).login("bob");
		try (RealtimeTestClient hers = alice.stream(transport, "user.alice");
				RealtimeTestClient his = bob.stream(transport, "user.bob")) {
			hers.awaitReady();
			his.awaitReady();
			assertThat(bob.post("/api/notifications", Map.of("to", "alice", "text", "for her")).status())
				.isEqualTo(202);
			assertThat(alice.post("/api/notifications", Map.of("to", "bob", "text", "for him")).status())
				.isEqualTo(202);
			assertThat(hers.awaitEvent().payload().toString()).isEqualTo("{\"from\":\"bob\",\"text\":\"for her\"}");
			assertThat(his.awaitEvent().payload().toString()).isEqualTo("{\"from\":\"alice\",\"text\":\"for him\"}");
		}
		assertThat(bob.post("/api/notifications", Map.of("to", "mallory", "text", "x")).status()).isEqualTo(400);
		assertThat(Browser.at(this.port).post("/api/notifications", Map.of("to", "alice", "text", "x")).status())
			.isEqualTo(401);
	}

	@Test
	void aJobPushesItsProgressToWhoStartedItUntilItIsDone() {
		Browser carol = Browser.at(this.port).login("carol");
		try (RealtimeTestClient stream = carol.stream(Transport.SSE, "user.carol")) {
			stream.awaitReady();
			assertThat(carol.post("/api/jobs", Map.of("title", "Report", "seconds", 1)).status()).isEqualTo(202);
			List<ReceivedFrame.Event> progress = stream.awaitEvents(100);
			assertThat(progress).extracting((event) -> event.payload().path("percent").intValue())
				.containsExactlyElementsOf(IntStream.rangeClosed(1, 100).boxed().toList());
			assertThat(progress.get(99).payload().path("state").stringValue()).isEqualTo("DONE");
		}
		assertThat(carol.get("/api/jobs").json().at("/0/state").stringValue()).isEqualTo("DONE");
	}

	@Test
	void aJobThatIsCancelledSaysSoAndNothingAfterwards() {
		Browser bob = Browser.at(this.port).login("bob");
		try (RealtimeTestClient stream = bob.stream(Transport.SSE, "user.bob")) {
			stream.awaitReady();
			assertThat(bob.post("/api/jobs", Map.of("title", "Report", "seconds", 60)).status()).isEqualTo(202);
			String id = stream.awaitEvent().payload().path("id").stringValue();
			assertThat(Browser.at(this.port).login("alice").delete("/api/jobs/" + id).status()).isEqualTo(404);
			assertThat(bob.delete("/api/jobs/" + id).status()).isEqualTo(204);
			stream.expectEvent((event) -> "CANCELLED".equals(event.payload().path("state").stringValue()));
			stream.expectNoEvent(Duration.ofSeconds(1));
		}
	}

	@Test
	void whoLogsOutHasNoStreamsAndNoLoginAnyMore() {
		Browser alice = Browser.at(this.port).login("alice");
		try (RealtimeTestClient stream = alice.stream(Transport.WEBSOCKET, "public.chat")) {
			stream.awaitReady();
			assertThat(alice.me().path("user").stringValue()).isEqualTo("alice");
			assertThat(alice.post("/logout", null).status()).isEqualTo(302);
			stream.expectClose(CloseReason.CLOSED_BY_APP);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "YWxpY2U", "MTphOmFsaWNlOmFiYw", "%" })
	void whenTheLoginIsForgedThenNobodyIsLoggedIn(String cookie) {
		assertThat(Browser.at(this.port).tamper("login", cookie).me().path("user").isNull()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(value = Transport.class, names = { "SSE", "WEBSOCKET" })
	void whoDropsTheirConnectionLosesTheirOwnAndResumes(Transport transport) {
		Browser mine = Browser.at(this.port);
		Browser other = Browser.at(this.port);
		mine.me();
		other.me();
		try (RealtimeTestClient cut = mine.stream(transport, "public.dropped");
				RealtimeTestClient kept = other.stream(transport, "public.dropped")) {
			cut.awaitReady();
			kept.awaitReady();
			assertThat(mine.post("/api/hurt/drop", null).body()).isEqualTo("{\"streams\":1}");
			cut.awaitEnd();
			String id = post("{\"topic\":\"public.dropped\",\"type\":\"t\",\"payload\":1}");
			assertThat(kept.awaitEvent().id()).isEqualTo(id);
			cut.resume();
			assertThat(cut.awaitEvent().id()).isEqualTo(id);
		}
	}

	@Test
	void aBurstIsNumberedAndArrivesInOrder() {
		try (RealtimeTestClient tab = tab(Transport.WEBSOCKET, HurtController.BURST_TOPIC)) {
			tab.awaitReady();
			assertThat(Browser.at(this.port).post("/api/hurt/burst", null).json().path("size").intValue())
				.isEqualTo(1000);
			assertThat(tab.awaitEvents(1000)).extracting((event) -> event.payload().path("number").intValue())
				.containsExactlyElementsOf(IntStream.rangeClosed(1, 1000).boxed().toList());
		}
	}

	@Test
	void noOtherPageCanHurtItNorTheOwnOneIfThatIsSwitchedOff() {
		assertThat(Browser.at(this.port).forge("/api/hurt/burst").status()).isEqualTo(403);
		Browser.Answer refusal = Browser.at(this.port).post("/api/hurt/kill", null);
		assertThat(refusal.status()).isEqualTo(403);
		assertThat(refusal.body()).contains("sample.killable");
	}

	@Test
	void whoComesIsGivenTheFiguresOfTheLastMinutes() {
		await().untilAsserted(() -> {
			JsonNode moment = Browser.at(this.port).get("/api/figures").json().path(0);
			assertThat(moment.at("/payload/heap/used").longValue()).isPositive();
			assertThat(moment.path("timestamp").isIntegralNumber()).isTrue();
		});
	}

	@Test
	void publishesTheFiguresOfTheMachineEverySecond() {
		try (RealtimeTestClient tab = tab(Transport.WEBSOCKET, MetricsFeeder.TOPIC)) {
			tab.awaitReady();
			JsonNode figures = tab.awaitEvents(2).get(1).payload();
			assertThat(figures.at("/heap/used").longValue()).isPositive();
			assertThat(figures.at("/cpu/cores").intValue()).isPositive();
			assertThat(figures.at("/cpu/process").doubleValue()).isBetween(0.0, 1.0);
			assertThat(figures.at("/gc/collections").isIntegralNumber()).isTrue();
			assertThat(figures.at("/threads").intValue()).isPositive();
			assertThat(figures.at("/connections").intValue()).isPositive();
		}
	}

	@Test
	void whenThePayloadIsLargerThanAnEventMayBeThenItIsRefusedWith413() {
		this.client.post()
			.uri("/api/events")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"topic\":\"public.demo\",\"payload\":\"" + "x".repeat(300_000) + "\"}")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.CONTENT_TOO_LARGE)
			.expectBody()
			.jsonPath("$.detail")
			.value((detail) -> assertThat(detail).asString().contains("realtime.events.max-size"));
	}

	@Test
	void exposesHealthAndTheMetersOfTheLibrary() {
		this.client.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("UP")
			.jsonPath("$.components.realtime.details.engine")
			.isEqualTo("local")
			.jsonPath("$.components.redis")
			.doesNotExist();
		this.client.get().uri("/actuator/info").exchange().expectStatus().isOk().expectBody();
		this.client.get()
			.uri("/actuator/metrics/realtime.events.published")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whenAClientComesAndGoesAndComesBackThenTheMetersTell(Transport transport) {
		String name = transport.name().toLowerCase(Locale.ROOT);
		double active = value(RealtimeMeters.CONNECTIONS_ACTIVE, "transport", name);
		double resumed = value(RealtimeMeters.CONNECTIONS_OPENED, "transport", name, "resumed", "true");
		double lived = value(RealtimeMeters.CONNECTIONS_LIFETIME, "transport", name);
		double polls = value(RealtimeMeters.POLLS, "outcome", "events");
		try (RealtimeTestClient tab = tab(transport, "public.counted")) {
			tab.awaitReady();
			await().until(() -> value(RealtimeMeters.CONNECTIONS_ACTIVE, "transport", name) == active + 1);
			await().until(() -> transport != Transport.WEBSOCKET || value(RealtimeMeters.CONNECTIONS_PING) > 0);
			tab.cut();
			post("{\"topic\":\"public.counted\",\"type\":\"t\",\"payload\":1}");
			tab.resume();
			tab.awaitEvent();
			await().untilAsserted(() -> {
				assertThat(value(RealtimeMeters.CONNECTIONS_OPENED, "transport", name, "resumed", "true"))
					.isGreaterThan(resumed);
				assertThat(value(RealtimeMeters.CONNECTIONS_LIFETIME, "transport", name)).isGreaterThan(lived);
				assertThat(value(RealtimeMeters.CONNECTIONS_CLOSED, "transport", name, "reason", "client_gone"))
					.isPositive();
				assertThat(value(RealtimeMeters.POLLS, "outcome", "events") > polls)
					.isEqualTo(transport == Transport.LONG_POLL);
			});
		}
		await().until(() -> value(RealtimeMeters.CONNECTIONS_ACTIVE, "transport", name) == active);
	}

	/** The value, or for a timer how often it was told. */
	private double value(RealtimeMeters meter, String... tags) {
		return this.registry.get(meter.getName()).tags(tags).meter().measure().iterator().next().getValue();
	}

	@Test
	void whatTheDashboardAndTheAlertsLookAtIsThere() throws IOException {
		tab(Transport.SSE, "public.demo").close();
		await().untilAsserted(() -> {
			Map<String, Set<String>> scraped = Queries.scraped(text("/actuator/prometheus", MediaType.TEXT_PLAIN));
			assertThat(Queries.all()).hasSizeGreaterThan(50)
				.allSatisfy((query) -> assertThat(Queries.seriesOf(query)).isNotEmpty()
					.allSatisfy((name, labels) -> assertThat(scraped.get(name)).as(name).containsAll(labels)));
		});
	}

	@Test
	void whoIsConnectedIsShownToTheOperatorAlone() {
		for (String path : List.of("/actuator/realtime", "/actuator/realtime/connections")) {
			this.client.get().uri(path).exchange().expectStatus().isUnauthorized().expectBody();
			this.client.get()
				.uri(path)
				.headers((headers) -> headers.setBasicAuth("alice", "demo"))
				.exchange()
				.expectStatus()
				.isUnauthorized()
				.expectBody();
			this.client.get()
				.uri(path)
				.headers((headers) -> headers.setBasicAuth("operator", "demo"))
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody();
		}
	}

	private RealtimeTestClient tab(Transport transport, String topic) {
		return RealtimeTestClient.forPort(this.port)
			.transport(transport)
			.topics(topic)
			.timeout(Duration.ofSeconds(20))
			.connect();
	}

	private String text(String path, MediaType type) {
		byte[] body = this.client.get()
			.uri(path)
			.accept(MediaType.ALL)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.value("Content-Type",
					(actual) -> assertThat(type.isCompatibleWith(MediaType.parseMediaType(actual))).isTrue())
			.expectBody()
			.returnResult()
			.getResponseBody();
		assertThat(body).isNotNull();
		return new String(body, StandardCharsets.UTF_8);
	}

	private String post(String body) {
		EventsController.Receipt receipt = this.client.post()
			.uri("/api/events")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(EventsController.Receipt.class)
			.returnResult()
			.getResponseBody();
		assertThat(receipt).isNotNull();
		return receipt.id();
	}

}
