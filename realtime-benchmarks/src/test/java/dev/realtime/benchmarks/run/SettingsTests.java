package dev.realtime.benchmarks.run;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Settings}, {@link Systems} and the runner's choice.
 */
class SettingsTests {

	@Test
	void readsOptions() {
		Settings settings = Settings.parse(new String[] { "--systems=c,nchan-sse", "--rounds=5", "--heap=4g" });
		assertThat(settings.systems()).containsExactly("c", "nchan-sse");
		assertThat(settings.rounds()).isEqualTo(5);
		assertThat(settings.smoke()).isFalse();
		assertThat(settings.jvmFlags(false)).contains("-Xms4g", "-Xmx4g", "-XX:+UseG1GC");
	}

	@Test
	void whatIsMisspelledIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Settings.parse(new String[] { "--round=5" }))
			.withMessageContaining("--rounds");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> BenchmarkRunner.run("--systems=cc", "--out=target/refused"))
			.withMessageContaining("nchan-sse");
	}

	@Test
	void versionsAreThoseOfTheClassPath() {
		assertThat(
				Versions.jar("/a/netty-common-extra-1.0.jar:/a/netty-common-4.2.18.Final.jar", "Netty", "netty-common"))
			.isEqualTo("Netty 4.2.18.Final");
		Versions versions = new Versions(Path.of("no-peers"));
		assertThat(versions.of(system(Systems.PRODUCT_SSE))).startsWith("this library ").doesNotContain("unknown", "$");
		assertThat(versions.of(system("stomp"))).contains("Tomcat ").doesNotContain("unknown", "Netty");
		assertThat(versions.of(system("c"))).isEqualTo("unknown");
	}

	private static SystemUnderTest system(String name) {
		return Systems.all().stream().filter((each) -> each.name().equals(name)).findFirst().orElseThrow();
	}

	@Test
	void everySystemIsComparedToOneThatExists() {
		assertThat(Systems.all()).extracting(SystemUnderTest::name).doesNotHaveDuplicates();
		assertThat(Systems.all()).allSatisfy(
				(system) -> assertThat(Systems.all()).extracting(SystemUnderTest::name).contains(system.baseline()));
	}

}
