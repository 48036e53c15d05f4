package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.ConnectionInfo;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResponseWatch}: what is left of it on a connection that lives on.
 */
class ResponseWatchTests {

	private final EdgeServer edge = new EdgeServer();

	private final ResponseWatch watch = new ResponseWatch();

	private final EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec(), this.watch);

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
		this.edge.lanes.close();
		this.edge.hub.close();
	}

	@Test
	void whenAStreamEndsBeforeItIsTakenOverThenItIsNotWatchedAnyMore() {
		StreamConnection<String> stream = stream();
		stream.close(CloseReason.REPLACED, -1);
		this.watch.watch(stream);
		respond();
		assertThat(this.channel.pipeline().get(ResponseWatch.class)).isNull();
	}

	@Test
	void whenTheResponseIsNotAStreamsThenItIsNotWatched() {
		respond();
		assertThat(this.channel.pipeline().get(ResponseWatch.class)).isNull();
	}

	private void respond() {
		this.channel
			.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: a\r\n\r\n", StandardCharsets.US_ASCII));
		HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
		HttpUtil.setTransferEncodingChunked(response, true);
		this.channel.writeOutbound(response, new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1])),
				LastHttpContent.EMPTY_LAST_CONTENT);
	}

	private StreamConnection<String> stream() {
		ConnectionInfo info = new ConnectionInfo("c1", Transport.SSE, RealtimeUser.ANONYMOUS, null, Instant.EPOCH);
		StreamWire<String> wire = new StreamWire<>(WireFormat.SSE, Object::toString, null, Duration.ofSeconds(15), -1);
		return new StreamConnection<>(info, this.edge.lanes.resolve(new MockServerHttpResponse()), wire, 1 << 16,
				new StreamReports(this.edge.observed, this.edge.observed));
	}

}
