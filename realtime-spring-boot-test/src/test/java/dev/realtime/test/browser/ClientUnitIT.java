package dev.realtime.test.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.realtime.test.tool.NeedsTool;
import dev.realtime.test.tool.Tool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The tests that the browser client has in its own language, part of this build where
 * there is npm.
 */
@NeedsTool(Tool.NPM)
class ClientUnitIT {

	private static final Path CLIENT = Path.of("..", "realtime-client");

	@BeforeAll
	static void install() throws Exception {
		Path installed = CLIENT.resolve("node_modules/.package-lock.json");
		if (!Files.exists(installed) || Files.getLastModifiedTime(installed)
			.compareTo(Files.getLastModifiedTime(CLIENT.resolve("package-lock.json"))) < 0) {
			Run run = npm("ci", "--no-audit", "--no-fund");
			assumeTrue(run.status() == 0 || "true".equals(System.getenv("CI")),
					() -> "npm cannot install what the client's tests need: " + run.output());
			assertThat(run.status()).as(run.output()).isZero();
		}
	}

	@Test
	void passesItsOwnTests() throws Exception {
		Run run = npm("test");
		assertThat(run.status()).as(run.output()).isZero();
	}

	private static Run npm(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(Tool.NPM.path().toString()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).directory(CLIENT.toFile()).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new Run(process.waitFor(), output);
	}

	private record Run(int status, String output) {

	}

}
