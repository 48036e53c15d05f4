package dev.realtime.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Explains why a property cannot have its value, where it has it from, and what to do.
 * Spring Boot's own analyzer says nothing of a value that nobody set, which is what two
 * properties that contradict each other often come to.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ImpossiblePropertyFailureAnalyzer extends AbstractFailureAnalyzer<ImpossiblePropertyException> {

	private final @Nullable Environment environment;

	ImpossiblePropertyFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ImpossiblePropertyException cause) {
		ConfigurationProperty property = find(ConfigurationPropertyName.of(cause.getName()));
		String description = value(property, cause.getValue()) + " for configuration property '" + cause.getName() + "'"
				+ origin(property, cause.getValue()) + ": " + cause.description() + '.';
		return new FailureAnalysis(description, StringUtils.capitalize(cause.action()) + '.', cause);
	}

	/** An element may have been set with its whole list. */
	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		if (this.environment == null) {
			return null;
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property == null && name.isLastElementIndexed()) {
				property = source.getConfigurationProperty(name.getParent());
			}
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private static String value(@Nullable ConfigurationProperty property, @Nullable Object value) {
		if (property != null) {
			return "Invalid value '" + property.getValue() + "'";
		}
		if (value == null) {
			return "No value";
		}
		return "Invalid value '" + ((value instanceof Duration duration) ? Check.text(duration) : value) + "'";
	}

	private static String origin(@Nullable ConfigurationProperty property, @Nullable Object value) {
		if (property == null) {
			return (value != null) ? " (which is its default)" : "";
		}
		return (property.getOrigin() != null) ? " (originating from " + property.getOrigin() + ')' : "";
	}

}
