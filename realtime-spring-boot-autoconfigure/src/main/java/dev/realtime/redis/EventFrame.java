package dev.realtime.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeTopics;
import dev.realtime.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored and sent in Redis, packed by {@code publish.lua}. Numbers are
 * big-endian.
 *
 * <pre>
 * version      1 byte, 1, or 2 if it has a trace
 * offset       8 bytes, 0 if the event is ephemeral
 * prev         8 bytes
 * expires      8 bytes, milliseconds since 1970 by the clock of Redis
 * epoch        1 byte length, text
 * timestamp    8 bytes, milliseconds since 1970
 * type         2 bytes length, text; read as "message" if it is no type
 * message id   2 bytes length, text; empty if there is none
 * trace        2 bytes length, text; only in version 2
 * payload      the rest
 * </pre>
 *
 * @param event the event
 * @param expires when it is too old to be replayed
 */
record EventFrame(PublishedEvent event, long expires) {

	private static final int PLAIN = 1;

	private static final int TRACED = 2;

	/**
	 * Unpack.
	 * @param topic the topic that it was stored under or sent to
	 * @param bytes the frame
	 * @return the event, or {@code null} if the frame is of a version that is not known
	 * here
	 * @throws IllegalArgumentException if it is no frame
	 */
	static @Nullable EventFrame unpack(String topic, byte[] bytes) {
		try {
			ByteBuffer in = ByteBuffer.wrap(bytes);
			int version = in.get();
			if (version != PLAIN && version != TRACED) {
				return null;
			}
			long offset = in.getLong();
			long prev = in.getLong();
			long expires = in.getLong();
			String epoch = text(in, Byte.toUnsignedInt(in.get()));
			long timestamp = in.getLong();
			String type = type(text(in, Short.toUnsignedInt(in.getShort())));
			String id = text(in, Short.toUnsignedInt(in.getShort()));
			TraceContext trace = (version == TRACED) ? TraceContext.parse(text(in, Short.toUnsignedInt(in.getShort())))
					: TraceContext.NONE;
			byte[] payload = new byte[in.remaining()];
			in.get(payload);
			Position position = (offset > 0) ? new Position(epoch, offset) : null;
			return new EventFrame(new PublishedEvent(topic, type, position, prev, timestamp, payload,
					id.isEmpty() ? null : id, trace), expires);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("A frame of " + bytes.length + " bytes on " + topic + " is cut short",
					ex);
		}
	}

	/**
	 * Who publishes without this library may have let someone else choose the type: a
	 * line break in it would begin a field, and {@code rt.} speak for the server.
	 */
	private static String type(String text) {
		boolean proper = RealtimeTopics.isValidType(text) && !RealtimeTopics.isReservedType(text);
		return proper ? text : RealtimeEvent.DEFAULT_TYPE;
	}

	private static String text(ByteBuffer in, int length) {
		if (length > in.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] text = new byte[length];
		in.get(text);
		return new String(text, StandardCharsets.UTF_8);
	}

}
