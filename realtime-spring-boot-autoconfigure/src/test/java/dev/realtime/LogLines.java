package dev.realtime;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * What a class logs while this is open, DEBUG included.
 */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private final Logger logger;

	private final Level before;

	/**
	 * Listen.
	 * @param source whose log it is
	 */
	public LogLines(Class<?> source) {
		this.logger = (Logger) LoggerFactory.getLogger(source);
		this.before = this.logger.getLevel();
		start();
		this.logger.addAppender(this);
		level(Level.DEBUG);
	}

	/**
	 * Set the level from now on.
	 */
	public void level(Level level) {
		this.logger.setLevel(level);
	}

	@Override
	protected void append(ILoggingEvent event) {
		event.prepareForDeferredProcessing();
		this.events.add(event);
	}

	/**
	 * All that was logged.
	 */
	public List<ILoggingEvent> events() {
		return this.events;
	}

	/**
	 * The same as text.
	 */
	public List<String> texts() {
		return this.events.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	/**
	 * What a line has as fields.
	 */
	public static Map<String, Object> fields(ILoggingEvent line) {
		Map<String, Object> fields = new TreeMap<>();
		line.getKeyValuePairs().forEach((pair) -> fields.put(pair.key, pair.value));
		return fields;
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setLevel(this.before);
	}

}
