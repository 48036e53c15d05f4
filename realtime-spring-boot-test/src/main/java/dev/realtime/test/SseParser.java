package dev.realtime.test;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream as a browser does (WHATWG HTML, 9.2.6): a byte order mark is
 * skipped, lines end with CR, LF or CRLF, a comment is no event, an id with a NUL is
 * ignored, and an id without data moves the last event id. Differs in one thing: a block
 * without data is reported too. Not thread-safe.
 */
final class SseParser {

	private final Consumer<Block> blocks;

	private final ByteArrayOutputStream line = new ByteArrayOutputStream();

	private final StringBuilder data = new StringBuilder();

	private boolean firstLine = true;

	private boolean afterCarriageReturn;

	private boolean hasData;

	private boolean hasId;

	private boolean empty = true;

	private String idBuffer = "";

	private String lastEventId = "";

	private String type = "";

	private long retry = -1;

	SseParser(Consumer<Block> blocks) {
		this.blocks = blocks;
	}

	/**
	 * The value that a reconnect sends as {@code Last-Event-ID}.
	 * @return the id of the last finished block, empty if none had one
	 */
	String lastEventId() {
		return this.lastEventId;
	}

	void feed(ByteBuffer bytes) {
		while (bytes.hasRemaining()) {
			byte b = bytes.get();
			if (b == '\n' && this.afterCarriageReturn) {
				this.afterCarriageReturn = false;
			}
			else if (b == '\n' || b == '\r') {
				this.afterCarriageReturn = (b == '\r');
				endLine();
			}
			else {
				this.afterCarriageReturn = false;
				this.line.write(b);
			}
		}
	}

	private void endLine() {
		String text = this.line.toString(StandardCharsets.UTF_8);
		this.line.reset();
		if (this.firstLine && text.startsWith("\uFEFF")) {
			text = text.substring(1);
		}
		this.firstLine = false;
		if (text.isEmpty()) {
			dispatch();
			return;
		}
		this.empty = false;
		int colon = text.indexOf(':');
		if (colon == 0) {
			return;
		}
		String name = (colon < 0) ? text : text.substring(0, colon);
		String value = (colon < 0) ? "" : text.substring(colon + 1);
		field(name, value.startsWith(" ") ? value.substring(1) : value);
	}

	private void field(String name, String value) {
		switch (name) {
			case "event" -> {
				this.type = value;
			}
			case "data" -> {
				this.data.append(value).append('\n');
				this.hasData = true;
			}
			case "id" -> {
				if (value.indexOf('\0') < 0) {
					this.idBuffer = value;
					this.hasId = true;
				}
			}
			case "retry" -> {
				if (!value.isEmpty() && value.length() < 19 && value.chars().allMatch(SseParser::isDigit)) {
					this.retry = Long.parseLong(value);
				}
			}
			default -> {
			}
		}
	}

	private static boolean isDigit(int c) {
		return c >= '0' && c <= '9';
	}

	private void dispatch() {
		this.lastEventId = this.idBuffer;
		if (!this.empty) {
			String text = this.hasData ? this.data.substring(0, this.data.length() - 1) : null;
			this.blocks.accept(new Block(this.hasId ? this.lastEventId : null,
					this.type.isEmpty() ? "message" : this.type, text, this.retry));
		}
		this.data.setLength(0);
		this.type = "";
		this.retry = -1;
		this.hasData = false;
		this.hasId = false;
		this.empty = true;
	}

	/**
	 * What stood between two blank lines.
	 *
	 * @param id its own id, or {@code null} if it had none
	 * @param type its type, {@code message} if it named none
	 * @param data its data, or {@code null} if it had none: no browser fires an event
	 * then
	 * @param retry the reconnection time in milliseconds, -1 if it had none
	 */
	record Block(@Nullable String id, String type, @Nullable String data, long retry) {

	}

}
