package dev.realtime.autoconfigure;

import dev.realtime.server.PortTakenException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which of the application's ports is taken, which Spring Boot's own analyzer does
 * not know.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PortTakenFailureAnalyzer extends AbstractFailureAnalyzer<PortTakenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortTakenException cause) {
		return new FailureAnalysis(
				"The server for realtime clients could not start: somebody, perhaps this application itself, listens on "
						+ OnServerPort.PROPERTY + " (" + cause.port() + ").",
				"Set " + OnServerPort.PROPERTY
						+ " to a port that nobody has, server.port included, or stop who listens there.",
				cause);
	}

}
