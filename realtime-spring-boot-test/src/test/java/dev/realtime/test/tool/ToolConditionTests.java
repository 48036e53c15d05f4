package dev.realtime.test.tool;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ToolConditionTests {

	@AfterEach
	void forget() {
		System.clearProperty(Tool.NGINX.property());
	}

	@Test
	void whenAProgramIsMissingThenTestsAreSkippedWithAWord() {
		System.setProperty(Tool.NGINX.property(), "/nowhere/nginx");
		assertThat(ToolCondition.evaluate(List.of(Tool.NGINX), false)).satisfies((result) -> {
			assertThat(result.isDisabled()).isTrue();
			assertThat(result.getReason()).get().asString().contains("nginx", "-Drealtime.test.nginx");
		});
	}

	@Test
	void whenAProgramIsMissingInTheContinuousBuildThenTestsFail() {
		System.setProperty(Tool.NGINX.property(), "/nowhere/nginx");
		assertThatIllegalStateException().isThrownBy(() -> ToolCondition.evaluate(List.of(Tool.NGINX), true))
			.withMessageContaining("nginx");
	}

	@Test
	void whenAPropertyNamesAProgramThenItIsThatOne() {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		System.setProperty(Tool.NGINX.property(), java);
		assertThat(ToolCondition.evaluate(List.of(Tool.NGINX), true).isDisabled()).isFalse();
		assertThat(Tool.NGINX.path()).hasToString(java);
	}

}
