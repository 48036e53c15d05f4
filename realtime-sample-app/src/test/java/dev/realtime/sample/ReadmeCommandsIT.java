package dev.realtime.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the README has one start, starts: by Maven, on a port that is free.
 */
class ReadmeCommandsIT {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	@TempDir
	private Path directory;

	@Test
	void thereAreTwo() throws IOException {
		assertThat(commands()).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "0, -Dspring-boot.run.arguments=--server.port=", "1, -Dspring-boot.run.jvmArguments=-Dsample.port=" })
	void whenTheCommandRunsThenThePageIsThere(int index, String portOption) throws Exception {
		// With two nodes there are two ports more.
		int port = FreePort.first(3);
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder("sh", "-c", "exec " + commands().get(index) + ' ' + portOption + port)
			.directory(ROOT.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
				assertThat(process.isAlive()).as(() -> read(output)).isTrue();
				return page(port).contains("<title>Realtime sample</title>");
			});
		}
		finally {
			stop(process);
		}
	}

	private static List<String> commands() throws IOException {
		String sample = Files.readString(ROOT.resolve("README.md")).split("\n## The sample\n", 2)[1].split("\n## ",
				2)[0];
		return sample.lines().filter((line) -> line.startsWith("mvn ")).toList();
	}

	private static String page(int port) throws InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + '/'))
			.timeout(Duration.ofSeconds(5))
			.build();
		try {
			return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			return "";
		}
	}

	/** What it started ends in good order, and before it. */
	private static void stop(Process process) {
		List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
		all.forEach(ProcessHandle::destroy);
		all.forEach((each) -> each.onExit().orTimeout(30, TimeUnit.SECONDS).join());
	}

	private static String read(Path output) {
		try {
			return Files.readString(output);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
