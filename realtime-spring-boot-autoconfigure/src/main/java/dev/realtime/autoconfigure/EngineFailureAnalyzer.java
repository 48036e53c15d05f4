package dev.realtime.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains why an engine cannot be had.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class EngineFailureAnalyzer extends AbstractFailureAnalyzer<EngineUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EngineUnavailableException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
