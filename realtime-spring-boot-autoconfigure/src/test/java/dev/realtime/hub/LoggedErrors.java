package dev.realtime.hub;

import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.realtime.bus.Serial;
import org.slf4j.LoggerFactory;

/**
 * What failed in a task of the hub or of a lane: they log it and go on, a test must not.
 */
final class LoggedErrors {

	/** One for all class loaders. */
	private static final ListAppender<ILoggingEvent> APPENDER = appender();

	private LoggedErrors() {
	}

	private static ListAppender<ILoggingEvent> appender() {
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.setName(LoggedErrors.class.getName());
		appender.start();
		for (Class<?> source : List.of(Serial.class, Hub.class, Lane.class, Broadcast.class, Replay.class, Wheel.class,
				Written.class)) {
			Logger logger = (Logger) LoggerFactory.getLogger(source);
			if (logger.getAppender(appender.getName()) instanceof ListAppender<ILoggingEvent> known) {
				return known;
			}
			logger.addAppender(appender);
			logger.setAdditive(false);
		}
		return appender;
	}

	static void clear() {
		APPENDER.list.clear();
	}

	static void check() {
		if (!APPENDER.list.isEmpty()) {
			ILoggingEvent first = APPENDER.list.get(0);
			String cause = (first.getThrowableProxy() != null)
					? first.getThrowableProxy().getClassName() + ": " + first.getThrowableProxy().getMessage() : "";
			throw new AssertionError("the hub failed: " + first.getFormattedMessage() + " " + cause);
		}
	}

}
