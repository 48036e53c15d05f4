package dev.realtime.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * One property's value under examination: whatever is impossible stops the start with the
 * property's name, its value, the reason and the way out.
 *
 * @param name the property's full name
 * @param value its value
 */
record Check(String name, @Nullable Object value) {

	/**
	 * Fail unless the value is possible.
	 * @param possible whether it is
	 * @param reason why it is not, or what it would have to be
	 * @param action what to do instead
	 */
	void that(boolean possible, String reason, String action) {
		if (!possible) {
			throw failure(reason, action);
		}
	}

	ImpossiblePropertyException failure(@Nullable String reason, String action) {
		return new ImpossiblePropertyException(this.name, this.value, String.valueOf(reason), action);
	}

	/**
	 * Check a number that must be positive.
	 * @param name the property's full name
	 * @param value its value
	 * @param remedy what to do instead of zero
	 */
	static void positive(String name, int value, String remedy) {
		new Check(name, value).that(value > 0, "it must be at least 1", remedy);
	}

	static void positive(String name, Duration value, String remedy) {
		new Check(name, value).that(value.compareTo(Duration.ZERO) > 0, "it must be longer than 0", remedy);
	}

	static void positive(String name, DataSize value, String remedy) {
		new Check(name, value).that(value.toBytes() > 0 && value.toBytes() <= Integer.MAX_VALUE,
				"it must be between 1 byte and 2 GB", remedy);
	}

	/**
	 * Check a number that must not be negative.
	 * @param name the property's full name
	 * @param value its value
	 * @param zero what 0 means
	 */
	static void notNegative(String name, int value, String zero) {
		new Check(name, value).that(value >= 0, "it must not be negative", "0 means " + zero);
	}

	static void notNegative(String name, Duration value, String zero) {
		new Check(name, value).that(!value.isNegative(), "it must not be negative", "0 means " + zero);
	}

	static void shorter(String name, Duration value, String otherName, Duration other) {
		new Check(name, value).that(value.compareTo(other) < 0,
				"it must be shorter than " + otherName + " (" + text(other) + ")", "shorten it or raise the other");
	}

	static void notLonger(String name, Duration value, String otherName, Duration other) {
		new Check(name, value).that(value.compareTo(other) <= 0,
				"it must not be longer than " + otherName + " (" + text(other) + ")", "shorten it or raise the other");
	}

	static String text(Duration duration) {
		boolean whole = duration.toMillis() % 1000 == 0;
		return DurationStyle.SIMPLE.print(duration, whole ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
	}

}
