package dev.realtime.hub;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.realtime.Transport;
import dev.realtime.connection.ConnectionLog;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of connections that fall behind.
 */
class BehindLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(ConnectionLog.class);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final HubFixture fixture = new HubFixture();

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.addAppender(this.lines);
		this.logger.setLevel(Level.DEBUG);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(null);
	}

	@Test
	void whenAConnectionFallsBehindAndCatchesUpThenItIsSaidOnceEach() {
		Peer peer = slowPeer();
		this.fixture.publish("a", "a");
		this.fixture.settle();
		peer.becomesWritable();
		this.fixture.settle();
		assertThat(this.lines.list).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("peer: fell behind", "peer: caught up");
	}

	@Test
	void whenAConnectionEndsWhileItIsBehindThenItHasNotCaughtUp() {
		slowPeer().leave();
		assertThat(this.lines.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("peer: fell behind");
		assertThat(this.fixture.hub.stats().behind()).isZero();
	}

	private Peer slowPeer() {
		Peer peer = this.fixture.connect(0, Transport.SSE);
		peer.subscribe(null, "a");
		this.fixture.settle();
		peer.writable = false;
		this.fixture.publish("a");
		this.fixture.settle();
		return peer;
	}

}
