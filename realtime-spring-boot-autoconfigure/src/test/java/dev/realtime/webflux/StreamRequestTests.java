package dev.realtime.webflux;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.realtime.CloseReason;
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
