package dev.realtime.sample;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.realtime.EventTooLargeException;
import dev.realtime.InvalidPayloadException;
import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeException;
import dev.realtime.RealtimePublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@WebFluxTest(EventsController.class)
class EventsControllerTests {

	@Autowired
	private WebTestClient client;

	@Autowired
	private FakePublisher publisher;

	@BeforeEach
	void reset() {
		this.publisher.published.clear();
		this.publisher.failure = null;
	}

	@Test
	void answersWithThePositionOfThePublishedEvent() {
		post("{\"topic\":\"public.demo\",\"type\":\"greeting\",\"payload\":{\"text\":\"hello\"}}").expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.APPLICATION_JSON)
			.expectBody()
			.json("{\"id\":\"abcdef.7\"}");
		RealtimeEvent event = this.publisher.published.get(0);
		assertThat(event.topic()).isEqualTo("public.demo");
		assertThat(event.type()).isEqualTo("greeting");
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "true", "1.0", "-0.0", "1E+2", "123456789012345678901234567890.10", "\"\"",
			"\"x\\u0000\\\"}\\ud83d\\ude00\"", "\"ä€😀\"", "[]", "{}", "[1, [ 2 ],\n{\"a\" :\t3}]",
			"{\"b\":1,\"a\":2,\"b\":3}", "{\"topic\":\"other\",\"payload\":null}" })
	void passesThePayloadOnUntouched(String payload) {
		for (String body : List.of("{\"topic\":\"a\",\"type\":\"t\",\"payload\":" + payload + "}",
				" { \"payload\" : " + payload + " , \"topic\" : \"a\" } ")) {
			this.publisher.published.clear();
			post(body).expectStatus().isOk();
			assertThat(this.publisher.published).singleElement()
				.satisfies((event) -> assertThat(event.json()).asString(StandardCharsets.UTF_8).isEqualTo(payload));
		}
	}

	@Test
	void passesAPayloadThatFillsTheParsersBuffersOnUntouched() {
		String payload = "[\"" + "ü\\n".repeat(50_000) + "\",1.10]";
		post("{\"topic\":\"a\",\"payload\":" + payload + ",\"type\":\"t\"}").expectStatus().isOk();
		assertThat(this.publisher.published.get(0).json()).asString(StandardCharsets.UTF_8).isEqualTo(payload);
	}

	@Test
	void whenTypeIsLeftOutThenItIsTheDefault() {
		post("{\"topic\":\"a\",\"payload\":1}").expectStatus().isOk();
		assertThat(this.publisher.published.get(0).type()).isEqualTo("message");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			{"topic":"a..b","type":"t","payload":1}            | Not a topic: "a..b"
			{"topic":"a b","type":"t","payload":1}             | Not a topic: "a b"
			{"topic":"a\\r\\nid: 1","type":"t","payload":1}    | Not a topic
			{"topic":"","type":"t","payload":1}                | Not a topic
			{"topic":"a","type":"rt.ready","payload":1}        | belong to the protocol
			{"topic":"a","type":"","payload":1}                | Not a type
			{"topic":"a","type":"t t","payload":1}             | Not a type
			{"topic":7,"type":"t","payload":1}                 | "topic" must be a string
			{"topic":"a","type":null,"payload":1}              | "type" must be a string
			{"type":"t","payload":1}                           | "topic" is missing
			{"topic":"a","type":"t"}                           | "payload" is missing
			{"topic":"a","type":"t","payload":1,"data":2}      | not "data"
			{"topic":"a","topic":"b","type":"t","payload":1}   | "topic" twice
			{"topic":"a","type":"t","payload":}                | The body is not JSON
			{"topic":"a","type":"t","payload":[1,}             | The body is not JSON
			{"topic":"a","type":"t","payload":NaN}             | The body is not JSON
			{"topic":"a","type":"t","payload":1                | The body is not JSON
			{"topic":"a","type":"t","payload":1} {}            | nothing after it
			{"topic":"a","type":"t","payload":1} x             | The body is not JSON
			["a","t",1]                                        | must be an object
			topic=a                                            | The body is not JSON
			""")
	void whenTheInputIsBadThenTheProblemSaysWhatIsWrong(String body, String words) {
		expectProblem(post(body), HttpStatus.BAD_REQUEST, words);
		assertThat(this.publisher.published).isEmpty();
	}

	@Test
	void whenTheBodyIsNestedAbsurdlyThenItIsRefused() {
		String deep = "[".repeat(20_000) + "]".repeat(20_000);
		expectProblem(post("{\"topic\":\"a\",\"type\":\"t\",\"payload\":" + deep + "}"), HttpStatus.BAD_REQUEST,
				"nesting depth");
	}

	@Test
	void whenTheBodyIsNotUtf8ThenItIsRefused() {
		byte[] body = "{\"topic\":\"a\",\"type\":\"t\",\"payload\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);
		expectProblem(post(body), HttpStatus.BAD_REQUEST, "not UTF-8");
	}

	@Test
	void whenThereIsNoBodyThenItIsRefused() {
		expectProblem(post(new byte[0]), HttpStatus.BAD_REQUEST, "must be an object with topic, type and payload");
	}

	@Test
	void whenThePublisherRefusesThePayloadThenItsReasonIsPassedOn() {
		this.publisher.failure = new InvalidPayloadException("The payload is nested too deeply", null);
		expectProblem(post("{\"topic\":\"a\",\"payload\":1}"), HttpStatus.BAD_REQUEST, "nested too deeply");
	}

	@Test
	void whenTheEventIsTooLargeThenItIsRefusedWith413() {
		this.publisher.failure = new EventTooLargeException("a", 300_000, 262_144);
		expectProblem(post("{\"topic\":\"a\",\"payload\":1}"), HttpStatus.CONTENT_TOO_LARGE,
				"realtime.events.max-size");
	}

	@Test
	void whenTheBodyIsLargerThanIsReadThenItIsRefusedWith413() {
		expectProblem(post("{\"topic\":\"a\",\"payload\":\"" + "x".repeat(1_100_000) + "\"}"),
				HttpStatus.CONTENT_TOO_LARGE, "max-in-memory-size");
	}

	@Test
	void whenThePublisherFailsThenItIsUnavailable() {
		this.publisher.failure = new RealtimeException("The bus cannot be reached", null) {
		};
		expectProblem(post("{\"topic\":\"a\",\"payload\":1}"), HttpStatus.SERVICE_UNAVAILABLE, "cannot be reached");
	}

	@Test
	void whenTheContentTypeIsOneThatAnySiteMaySendThenItIsRefused() {
		this.client.post()
			.uri("/api/events")
			.contentType(MediaType.TEXT_PLAIN)
			.bodyValue("{\"topic\":\"a\",\"payload\":1}")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
		assertThat(this.publisher.published).isEmpty();
	}

	private WebTestClient.ResponseSpec post(Object body) {
		return this.client.post().uri("/api/events").contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
	}

	private static void expectProblem(WebTestClient.ResponseSpec response, HttpStatus status, String words) {
		response.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.value((detail) -> assertThat(detail).asString().contains(words));
	}

	static class FakePublisher implements RealtimePublisher {

		final List<RealtimeEvent> published = new ArrayList<>();

		@Nullable RealtimeException failure;

		@Override
		public Mono<Position> publish(RealtimeEvent event) {
			if (this.failure != null) {
				return Mono.error(this.failure);
			}
			this.published.add(event);
			return Mono.just(new Position("abcdef", 7));
		}

		@Override
		public CompletableFuture<@Nullable Position> send(RealtimeEvent event) {
			return publish(event).toFuture();
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Fakes {

		@Bean
		FakePublisher publisher() {
			return new FakePublisher();
		}

	}

}
