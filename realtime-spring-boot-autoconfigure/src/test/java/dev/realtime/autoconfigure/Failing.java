package dev.realtime.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application that does not start says, as Spring Boot finds it out.
 */
final class Failing {

	private Failing() {
	}

	/**
	 * Start an application, and analyze why it does not.
	 * @param runner the application
	 * @return the description and the action
	 */
	static List<String> words(AbstractApplicationContextRunner<?, ?, ?> runner) {
		List<ConfigurableApplicationContext> contexts = new ArrayList<>();
		List<String> words = new ArrayList<>();
		runner.withInitializer(contexts::add).run((context) -> {
			assertThat(context.getStartupFailure()).isNotNull();
			words.addAll(words(contexts.get(0), context.getStartupFailure()));
		});
		return words;
	}

	private static List<String> words(ConfigurableApplicationContext context, Throwable failure) {
		ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
			.and(Environment.class, context.getEnvironment());
		return SpringFactoriesLoader.forDefaultResourceLocation(context.getClassLoader())
			.load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, cause) -> {
			}))
			.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter((analysis) -> analysis != null)
			.findFirst()
			.map(Failing::words)
			.orElseThrow(() -> new AssertionError("Nobody explains it", failure));
	}

	private static List<String> words(FailureAnalysis analysis) {
		return List.of(analysis.getDescription(), String.valueOf(analysis.getAction()));
	}

}
