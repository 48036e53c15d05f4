package dev.realtime.webflux;

import java.time.Duration;
import java.util.function.Function;

import dev.realtime.codec.Frame;
import dev.realtime.codec.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * How one stream speaks.
 *
 * @param format the form of its frames
 * @param wrapper makes of a frame what the server takes, without copying its bytes
 * @param ping what goes out with each heartbeat, or {@code null}
 * @param heartbeat what the client is told about silence
 * @param retryMillis the reconnection time that the client is told
 * @param <T> what the server takes
 */
record StreamWire<T>(WireFormat format, Function<Frame, T> wrapper, @Nullable Ping ping, Duration heartbeat,
		long retryMillis) {

	/**
	 * A ping.
	 *
	 * @param content what it carries, for a server that frames it
	 * @param framed all of it, to be written beneath the server's codec
	 */
	record Ping(Frame content, Frame framed) {

		Frame frame(WireFormat format) {
			return format.isFramed() ? this.framed : this.content;
		}

	}

}
