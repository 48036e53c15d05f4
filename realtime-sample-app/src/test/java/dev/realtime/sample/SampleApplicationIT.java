package dev.realtime.sample;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.realtime.Transport;
import dev.realtime.test.RealtimeTestClient;
import dev.realtime.test.ReceivedFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class SampleApplicationIT {

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
		assertThat(page).contains("<title>Realtime sample</title>", "src=\"app.js\"", "href=\"style.css\"");
		assertThat(text("/style.css", MediaType.parseMediaType("text/css"))).isNotEmpty();
		assertThat(text("/talk.html", MediaType.TEXT_HTML)).contains("src=\"talk.js\"", "href=\"style.css\"");
		for (String module : new String[] { "app", "charts", "client", "feed", "talk", "transports", "words" }) {
			assertThat(text("/" + module + ".js", MediaType.parseMediaType("text/javascript"))).isNotEmpty();
		}
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
			String id = mine.send("chat.line", Map.of("by", " Ann ", "text", "Hello"));
			assertThat(mine.awaitReply(id).payload().toString()).isEqualTo("{\"by\":\"Ann\",\"text\":\"Hello\"}");
			assertThat(mine.awaitEvent().messageId()).isEqualTo(id);
			ReceivedFrame.Event heard = other.awaitEvent();
			assertThat(heard.payload().path("text").stringValue()).isEqualTo("Hello");
			assertThat(mine.awaitReply(mine.send("chat.line", Map.of("by", "Ann", "text", ""))).code())
				.isEqualTo("invalid");
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
		this.client.get().uri("/actuator/info").exchange().expectStatus().isOk();
		this.client.get().uri("/actuator/metrics/realtime.events.published").exchange().expectStatus().isOk();
	}

	private RealtimeTestClient tab(Transport transport, String topic) {
		return RealtimeTestClient.forPort(this.port).transport(transport).topics(topic).connect();
	}

	private String text(String path, MediaType type) {
		byte[] body = this.client.get()
			.uri(path)
			.accept(MediaType.ALL)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(type)
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
