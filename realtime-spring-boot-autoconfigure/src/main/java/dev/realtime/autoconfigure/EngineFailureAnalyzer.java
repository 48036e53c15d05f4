package dev.realtime.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why an engine cannot be had.
 */
final class EngineFailureAnalyzer extends AbstractFailureAnalyzer<EngineUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EngineUnavailableException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
