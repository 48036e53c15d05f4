package dev.realtime.webflux;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.RefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;

import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StreamConnection}.
 */
class StreamConnectionTests {

	private final EdgeServer edge = new EdgeServer();

	@AfterEach
	void close() {
		this.edge.lanes.close();
		this.edge.hub.close();
	}

	@Test
	void whenTheClientIsGoneBeforeItsReadyFrameThenTheStreamWasNeverOpen() {
		StreamConnection<String> stream = stream();
		stream.outbox().frames().subscribe(new BaseSubscriber<>() {

			@Override
			protected void hookOnNext(String frame) {
				// As servers do whose socket is closed when they are to write.
				cancel();
			}

		});
		Admission admission = new Admission(RealtimeUser.ANONYMOUS, List.of("public.a"), Set.of(), Set.of(), null);
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> stream.open(admission).block(Duration.ofSeconds(10)));
		this.edge.lanes.close();
		assertThat(this.edge.observed.opened).isEmpty();
		assertThat(this.edge.observed.closed).isEmpty();
		assertThat(this.edge.observed.heard).isEmpty();
	}

	private StreamConnection<String> stream() {
		ConnectionInfo info = new ConnectionInfo("c1", Transport.WEBSOCKET, RealtimeUser.ANONYMOUS, null,
				Instant.EPOCH);
		StreamWire<String> wire = new StreamWire<>(WireFormat.JSON, Object::toString, null, Duration.ofSeconds(15), -1);
		return new StreamConnection<>(info, this.edge.lanes.resolve(new MockServerHttpResponse()), wire, 1 << 16,
				new StreamReports(this.edge.observed, this.edge.observed));
	}

}
