package dev.realtime.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The life of each connection in the log, at DEBUG. Each line can be read as it is, and
 * has the same as fields whose names begin with {@code realtime}, for those who log in a
 * structured format. Nothing is made of it while DEBUG is off. Payloads, tokens and
 * cursors have no place here; names come from outside and are cut and made harmless.
 */
public final class ConnectionLog {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionLog.class);

	private static final int MAX_NAME = 80;

	private static final int MAX_TOPICS = 10;

	private ConnectionLog() {
	}

	/**
	 * It was opened and told so.
	 * @param info the connection
	 * @param resumed whether the client came with a cursor
	 * @param topics what it is subscribed to
	 */
	public static void opened(ConnectionInfo info, boolean resumed, Collection<String> topics) {
		if (logger.isDebugEnabled()) {
			String user = printable(info.user().name());
			String address = printable(info.address());
			LoggingEventBuilder line = line(info, "opened");
			if (!user.isEmpty()) {
				line = line.addKeyValue("realtime.user", user);
			}
			if (!address.isEmpty()) {
				line = line.addKeyValue("realtime.address", address);
			}
			line.addKeyValue("realtime.resumed", resumed)
				.addKeyValue("realtime.topics", first(topics))
				.log(info.id() + ": opened, " + word(info.transport()) + " of " + (user.isEmpty() ? "nobody" : user)
						+ (address.isEmpty() ? "" : " at " + address) + (resumed ? ", resumes " : ", follows ")
						+ words(topics));
		}
	}

	/**
	 * It was subscribed to more topics.
	 * @param info the connection
	 * @param topics which
	 */
	public static void subscribed(ConnectionInfo info, Collection<String> topics) {
		if (logger.isDebugEnabled()) {
			line(info, "subscribed").addKeyValue("realtime.topics", first(topics))
				.log(info.id() + ": subscribed to " + words(topics));
		}
	}

	/**
	 * It is written to beneath the server's codec.
	 * @param info the connection
	 */
	public static void fastPath(ConnectionInfo info) {
		if (logger.isDebugEnabled()) {
			line(info, "path").addKeyValue("realtime.path", "fast").log(info.id() + ": takes the fast path");
		}
	}

	/**
	 * It is written to through the server.
	 * @param info the connection
	 * @param why why there is no other way
	 */
	public static void portablePath(ConnectionInfo info, String why) {
		if (logger.isDebugEnabled()) {
			line(info, "path").addKeyValue("realtime.path", "portable")
				.addKeyValue("realtime.because", why)
				.log(info.id() + ": takes the portable path, because " + why);
		}
	}

	/**
	 * The server has nothing to do with it any more.
	 * @param info the connection
	 */
	public static void detached(ConnectionInfo info) {
		if (logger.isDebugEnabled()) {
			line(info, "detached").log(info.id() + ": detached");
		}
	}

	/**
	 * The server keeps its exchange as long as the stream.
	 * @param info the connection
	 * @param why why it does
	 */
	public static void notDetached(ConnectionInfo info, String why) {
		if (logger.isDebugEnabled()) {
			line(info, "attached").addKeyValue("realtime.because", why)
				.log(info.id() + ": is not detached, because " + why);
		}
	}

	/**
	 * It fell behind or caught up.
	 * @param info the connection
	 * @param behind which of both
	 */
	public static void behind(ConnectionInfo info, boolean behind) {
		if (logger.isDebugEnabled()) {
			String words = behind ? "fell behind" : "caught up";
			line(info, words.replace(' ', '-')).log(info.id() + ": " + words);
		}
	}

	/**
	 * It has ended.
	 * @param info the connection
	 * @param reason why
	 * @param lifetime how long it was open
	 * @param delivered how many events were handed to its transport
	 */
	public static void closed(ConnectionInfo info, CloseReason reason, Duration lifetime, long delivered) {
		if (logger.isDebugEnabled()) {
			line(info, "closed").addKeyValue("realtime.reason", reason.word())
				.addKeyValue("realtime.lifetime", lifetime.toMillis())
				.addKeyValue("realtime.delivered", delivered)
				.log(info.id() + ": closed, " + reason.word() + ", after " + lifetime.toMillis() + " ms and "
						+ delivered + " events");
		}
	}

	/**
	 * It has ended before it was open.
	 * @param info the connection
	 * @param reason why
	 */
	public static void refused(ConnectionInfo info, CloseReason reason) {
		if (logger.isDebugEnabled()) {
			line(info, "refused").addKeyValue("realtime.reason", reason.word())
				.log(info.id() + ": ended before it was open, " + reason.word());
		}
	}

	/**
	 * A request was refused before it was a connection.
	 * @param transport what it asked for
	 * @param address where it came from, {@code null} if that is not known
	 * @param reason why
	 * @param detail the same as a sentence
	 */
	public static void refused(Transport transport, @Nullable String address, CloseReason reason,
			@Nullable String detail) {
		if (logger.isDebugEnabled()) {
			String from = printable(address);
			LoggingEventBuilder line = logger.atDebug()
				.addKeyValue("realtime.action", "refused")
				.addKeyValue("realtime.transport", word(transport))
				.addKeyValue("realtime.reason", reason.word());
			if (!from.isEmpty()) {
				line = line.addKeyValue("realtime.address", from);
			}
			line.log("Refused, " + word(transport) + (from.isEmpty() ? "" : " at " + from) + ", " + reason.word()
					+ ((detail != null) ? ": " + printable(detail) : ""));
		}
	}

	private static LoggingEventBuilder line(ConnectionInfo info, String action) {
		return logger.atDebug()
			.addKeyValue("realtime.action", action)
			.addKeyValue("realtime.connection", info.id())
			.addKeyValue("realtime.transport", word(info.transport()));
	}

	private static String word(Transport transport) {
		return transport.name().toLowerCase(Locale.ROOT);
	}

	private static List<String> first(Collection<String> topics) {
		return topics.stream().sorted().limit(MAX_TOPICS).toList();
	}

	private static String words(Collection<String> topics) {
		int more = topics.size() - MAX_TOPICS;
		String names = topics.isEmpty() ? "nothing" : String.join(", ", first(topics));
		return (more > 0) ? names + " and " + more + " more" : names;
	}

	/** Topics need none of this: they are checked at the border. */
	private static String printable(@Nullable String foreign) {
		if (foreign == null) {
			return "";
		}
		String head = (foreign.length() > MAX_NAME) ? foreign.substring(0, MAX_NAME) + "…" : foreign;
		StringBuilder printable = new StringBuilder(head.length());
		head.chars().forEach((c) -> printable.append(isPrintable((char) c) ? (char) c : '?'));
		return printable.toString();
	}

	private static boolean isPrintable(char c) {
		return switch (Character.getType(c)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
