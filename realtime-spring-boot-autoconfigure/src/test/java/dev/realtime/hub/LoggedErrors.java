package dev.realtime.hub;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * What the hub logged as an error: it goes on after a failed task, a test must not.
 */
final class LoggedErrors {

	private static final ListAppender<ILoggingEvent> APPENDER = new ListAppender<>();

	static {
		APPENDER.start();
		Logger logger = (Logger) LoggerFactory.getLogger(LoggedErrors.class.getPackageName());
		logger.setLevel(Level.ERROR);
		logger.detachAndStopAllAppenders();
		logger.addAppender(APPENDER);
		logger.setAdditive(false);
	}

	private LoggedErrors() {
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
