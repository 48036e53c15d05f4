package dev.realtime.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/failures.md} says of properties happens to an application that sets
 * them so.
 */
class PropertyFailuresTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, SslAutoConfiguration.class,
				LifecycleAutoConfiguration.class, RealtimeAutoConfiguration.class,
				RealtimeWebFluxAutoConfiguration.class, RealtimeServerAutoConfiguration.class));

	static List<FailureTable.Row> rows() {
		return FailureTable.PROPERTIES.rows();
	}

	@ParameterizedTest
	@MethodSource("rows")
	void whenPropertiesAreSetSoThenTheStartEndsWithTheseWords(FailureTable.Row row) {
		List<String> settings = FailureTable.quoted(row.wrong());
		assertThat(settings).isNotEmpty();
		row.isWhatOneSees(Failing.words(this.runner
			.withPropertyValues(settings.stream().map((set) -> set.replaceFirst(": ", "=")).toArray(String[]::new))));
	}

	@Test
	void thePageHasNoTableButThoseThatAreTested() {
		assertThat(FailureTable.headings())
			.containsExactlyElementsOf(Stream.of(FailureTable.values()).map(FailureTable::heading).toList());
	}

	@ParameterizedTest
	@EnumSource
	void eachRowSaysWhatOneSees(FailureTable table) {
		assertThat(table.rows()).isNotEmpty().allSatisfy((row) -> assertThat(row.texts()).isNotEmpty());
	}

}
