package dev.realtime.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.realtime.Transport;
import dev.realtime.test.RealtimeTestClient;
import dev.realtime.test.ReceivedFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as the build processed it ahead of time, in a JVM of its own.
 */
class AheadOfTimeIT {

	private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+)");

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@Test
	void whenItIsProcessedAheadOfTimeThenItServesAsEver() throws Exception {
		List<String> log = new ArrayList<>();
		Process process = start();
		try {
			int port = port(process, log);
			assertThat(log).anyMatch((line) -> line.contains("Starting AOT-processed SampleApplication"))
				.anyMatch((line) -> line.contains("Realtime engine: local, because realtime.bus.type is auto"));
			assertThat(get(port, "/realtime/client.js").body()).contains("connect");
			try (RealtimeTestClient tab = RealtimeTestClient.forPort(port)
				.transport(Transport.WEBSOCKET)
				.topics("public.demo")
				.timeout(Duration.ofSeconds(20))
				.connect()) {
				tab.awaitReady();
				post(port, "/api/events",
						"{\"topic\":\"public.demo\",\"type\":\"t\",\"payload\":{\"text\":\"hello\"}}");
				ReceivedFrame.Event event = tab.awaitEvent();
				assertThat(event.payload().path("text").stringValue()).isEqualTo("hello");
			}
			// What is handled is read and written by reflection.
			assertThat(post(port, "/realtime/messages",
					"{\"type\":\"booking.check\",\"id\":\"1\",\"payload\":{\"name\":\"\",\"email\":\"a@b.de\",\"seats\":9}}"))
				.contains("\"rt.ack\"", "\"name\":", "\"seats\":")
				.doesNotContain("\"email\":");
		}
		finally {
			process.destroyForcibly().onExit().join();
		}
	}

	private static Process start() throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=true", SampleApplication.class.getName(),
				"--server.port=0")
			.redirectErrorStream(true);
		builder.environment()
			.put("CLASSPATH", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
		return builder.start();
	}

	private static int port(Process process, List<String> log) throws IOException {
		BufferedReader output = process.inputReader();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			log.add(line);
			Matcher port = PORT.matcher(line);
			if (port.find()) {
				return Integer.parseInt(port.group(1));
			}
		}
		throw new AssertionError("It did not start: " + String.join("\n", log));
	}

	private static HttpResponse<String> get(int port, String path) throws Exception {
		return CLIENT.send(request(port, path).build(), BodyHandlers.ofString());
	}

	private static String post(int port, String path, String body) throws Exception {
		HttpRequest request = request(port, path).header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
		HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

	private static HttpRequest.Builder request(int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
	}

}
