package dev.realtime.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeEvent;
import dev.realtime.TraceContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes an event in a wire format. Topic and type need no escaping, their rules see to
 * that; the payload is spliced in as it is.
 */
public final class EventEncoder {

	private static final int OVERHEAD = 160;

	private EventEncoder() {
	}

	/**
	 * Write an event in a wire format.
	 * @param event the event
	 * @param format the format
	 * @return the bytes, UTF-8
	 */
	public static byte[] encode(PublishedEvent event, WireFormat format) {
		byte[] content = switch (format) {
			case JSON, WEBSOCKET_TEXT -> envelope(event);
			case SSE, SSE_CHUNK -> {
				String type = RealtimeEvent.DEFAULT_TYPE.equals(event.type()) ? null : event.type();
				yield serverSentEvent(event.position(), type, event.payload());
			}
			case SSE_ENVELOPE, SSE_ENVELOPE_CHUNK -> serverSentEvent(event.position(), null, envelope(event));
		};
		return format.frame(content);
	}

	private static byte[] envelope(PublishedEvent event) {
		StringBuilder head = new StringBuilder(OVERHEAD);
		head.append("{\"type\":\"").append(event.type()).append("\",\"topic\":\"").append(event.topic()).append('"');
		if (event.position() != null) {
			head.append(",\"id\":\"").append(event.position()).append('"');
		}
		head.append(",\"timestamp\":").append(event.timestamp());
		append("messageId", event.messageId(), head);
		if (!event.trace().isEmpty()) {
			append(TraceContext.TRACEPARENT, event.trace().get(TraceContext.TRACEPARENT), head);
		}
		head.append(",\"payload\":");
		ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + event.payload().length + 1);
		out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
		out.writeBytes(event.payload());
		out.write('}');
		return out.toByteArray();
	}

	private static void append(String name, @Nullable String value, StringBuilder head) {
		if (value != null) {
			head.append(",\"")
				.append(name)
				.append("\":\"")
				.append(JsonStringEncoder.getInstance().quoteAsCharArray(value))
				.append('"');
		}
	}

	/**
	 * Write one server-sent event.
	 * @param id the {@code id:} field, or {@code null} for none
	 * @param type the {@code event:} field, or {@code null} for none
	 * @param data the {@code data:} field; each of its lines gets a field of its own
	 * @return the bytes, blank line included
	 */
	static byte[] serverSentEvent(@Nullable Position id, @Nullable String type, byte[] data) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + OVERHEAD);
		StringBuilder head = new StringBuilder(OVERHEAD);
		if (id != null) {
			head.append("id: ").append(id).append('\n');
		}
		if (type != null) {
			head.append("event: ").append(type).append('\n');
		}
		out.writeBytes(head.append("data: ").toString().getBytes(StandardCharsets.UTF_8));
		writeLines(data, out);
		out.write('\n');
		out.write('\n');
		return out.toByteArray();
	}

	private static void writeLines(byte[] data, ByteArrayOutputStream out) {
		int start = 0;
		for (int i = 0; i < data.length; i++) {
			if (data[i] == '\n' || data[i] == '\r') {
				out.write(data, start, i - start);
				out.writeBytes(new byte[] { '\n', 'd', 'a', 't', 'a', ':', ' ' });
				if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
					i++;
				}
				start = i + 1;
			}
		}
		out.write(data, start, data.length - start);
	}

}
