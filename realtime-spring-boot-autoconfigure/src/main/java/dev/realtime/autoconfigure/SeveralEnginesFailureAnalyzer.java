package dev.realtime.autoconfigure;

import java.util.Collection;

import dev.realtime.bus.RealtimeBus;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains that an application has one engine. All other beans of which there are several
 * are left to Spring Boot.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SeveralEnginesFailureAnalyzer extends AbstractFailureAnalyzer<NoUniqueBeanDefinitionException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause) {
		Collection<String> names = cause.getBeanNamesFound();
		if (cause.getBeanType() != RealtimeBus.class || names == null) {
			return null;
		}
		return new FailureAnalysis(
				"There are " + names.size() + " beans of type RealtimeBus: " + String.join(", ", names)
						+ ". One bus carries all events of an application.",
				"Remove all but one of them, or mark the one to use as @Primary.", cause);
	}

}
