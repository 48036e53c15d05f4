package dev.realtime.autoconfigure;

import dev.realtime.bus.RealtimeBus;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the analyzers take for theirs.
 */
class FailureAnalyzersTests {

	@Test
	void whenThereAreSeveralBeansOfAnotherTypeThenItIsLeftToSpringBoot() {
		SeveralEnginesFailureAnalyzer analyzer = new SeveralEnginesFailureAnalyzer();
		assertThat(
				analyzer.analyze(new NoUniqueBeanDefinitionException(RealtimeBus.class, "one", "two")).getDescription())
			.contains("2 beans of type RealtimeBus: one, two");
		assertThat(analyzer.analyze(new NoUniqueBeanDefinitionException(Runnable.class, "one", "two"))).isNull();
	}

}
