package dev.realtime.message;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.format.support.DefaultFormattingConversionService;

/**
 * Converts what a client sent into the arguments of a handler, and says so when that
 * fails: what a handler itself converts says nothing of the client's message.
 */
final class ArgumentConversion extends DefaultFormattingConversionService {

	@Override
	public @Nullable Object convert(@Nullable Object source, @Nullable TypeDescriptor sourceType,
			TypeDescriptor targetType) {
		try {
			return super.convert(source, sourceType, targetType);
		}
		catch (ConversionException ex) {
			throw new Failure(ex);
		}
	}

	/** Still what the application's exception handlers know. */
	static final class Failure extends ConversionException {

		private static final long serialVersionUID = 1L;

		Failure(ConversionException cause) {
			super(String.valueOf(cause.getMessage()), cause);
		}

	}

}
