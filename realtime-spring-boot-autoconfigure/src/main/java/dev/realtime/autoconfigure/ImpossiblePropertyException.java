package dev.realtime.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * A property with whose value nothing could work.
 */
final class ImpossiblePropertyException extends InvalidConfigurationPropertyValueException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Create an exception.
	 * @param name the property's full name
	 * @param value its value
	 * @param description why it cannot be
	 * @param action what to do about it
	 */
	ImpossiblePropertyException(String name, @Nullable Object value, String description, String action) {
		super(name, value, description + "; " + action);
		this.description = description;
		this.action = action;
	}

	String description() {
		return this.description;
	}

	String action() {
		return this.action;
	}

}
