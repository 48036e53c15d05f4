package dev.realtime.webflux;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.realtime.CloseReason;
import dev.realtime.Fuzz;
import dev.realtime.Position;
import dev.realtime.RealtimeTopics;
import dev.realtime.connection.RefusedException;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StreamRequest}.
 */
class StreamRequestTests {

	@Test
	void whenATopicIsNamedTwiceThenItCountsOnceAndTheOrderHolds() {
		assertThat(read("?topic=b&topic=a&topic=b").topics()).containsExactly("b", "a");
	}

	@Test
	void whenATopicIsEncodedThenItIsDecodedOnce() {
		assertThat(read("?topic=user.a%252Eb").topics()).containsExactly("user.a%2Eb");
	}

	@Test
	void whenThereAreTooManyTopicsThenTheRequestIsRefused() {
		String topics = IntStream.range(0, 129)
			.mapToObj((i) -> "topic=t" + i)
			.collect(Collectors.joining("&", "?", ""));
		refused(topics);
	}

	@Test
	void whenATopicIsNotValidThenItIsSetApart() {
		StreamRequest request = read("?topic=a&topic=&topic=a%0Ab&topic=.a");
		assertThat(request.topics()).containsExactly("a");
		assertThat(request.invalid()).containsExactly("", "a\nb", ".a");
	}

	@Test
	void whenTheCursorIsLongThenItIsRefusedAndABlankOneIsNone() {
		assertThat(StreamRequest.cursor("x".repeat(2048))).hasSize(2048);
		assertThat(StreamRequest.cursor(" ")).isNull();
		assertThat(StreamRequest.cursor(null)).isNull();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> StreamRequest.cursor("x".repeat(2049)));
	}

	@Test
	void whenTheAddressIsNotResolvedThenItsTextIsKept() {
		MockServerHttpRequest request = MockServerHttpRequest.get("/")
			.remoteAddress(InetSocketAddress.createUnresolved("203.0.113.9", 1))
			.build();
		assertThat(StreamRequest.of(request, 1).address()).isEqualTo("203.0.113.9");
	}

	@Test
	void whenTheCursorIsAnythingThenItIsOneOrNoneOrRefused() {
		Fuzz.texts((text) -> {
			try {
				String cursor = StreamRequest.cursor(text);
				if (cursor != null) {
					assertThat(cursor).isNotBlank().hasSizeLessThanOrEqualTo(2048);
					Position.parse(cursor);
				}
			}
			catch (RefusedException ex) {
				assertThat(text).hasSizeGreaterThan(2048);
			}
		}, "k3x9qa.10482", " k3x9qa.1 ", "x".repeat(2045), "");
	}

	@Test
	void whenTheQueryIsAnythingThenItIsReadOrRefused() {
		Fuzz.texts((text) -> {
			URI uri = uri(text);
			if (uri != null) {
				try {
					StreamRequest request = StreamRequest.of(MockServerHttpRequest.method(HttpMethod.GET, uri).build(),
							4);
					assertThat(request.topics()).allMatch(RealtimeTopics::isValid).hasSizeLessThanOrEqualTo(4);
					assertThat(request.invalid()).noneMatch(RealtimeTopics::isValid);
				}
				catch (RefusedException ex) {
					assertThat(ex.reason()).isEqualTo(CloseReason.BAD_REQUEST);
				}
			}
		}, "topic=a&topic=b.c&lastEventId=k3x9qa.1&format=envelope", "topic=a%2Eb&errors=stream", "topic", "");
	}

	private static URI uri(String query) {
		try {
			return URI.create("/realtime/sse?" + query);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static StreamRequest read(String query) {
		return StreamRequest
			.of(MockServerHttpRequest.method(HttpMethod.GET, URI.create("/realtime/sse" + query)).build(), 128);
	}

	private static void refused(String query) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> read(query))
			.extracting(RefusedException::reason)
			.isEqualTo(CloseReason.BAD_REQUEST);
	}

}
