package dev.realtime.benchmarks.run;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import dev.realtime.benchmarks.process.ChildProcess;
import dev.realtime.benchmarks.process.Jvm;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running system.
 */
final class Server implements AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static final long TIMEOUT_SECONDS = 5;

	private static final long START_NANOS = TimeUnit.SECONDS.toNanos(90);

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int NOT_AVAILABLE = 3;

	private final SystemUnderTest system;

	private final int port;

	private final ChildProcess process;

	Server(SystemUnderTest system, int port, ChildProcess process) {
		this.system = system;
		this.port = port;
		this.process = process;
	}

	SystemUnderTest system() {
		return this.system;
	}

	int port() {
		return this.port;
	}

	double cpuSeconds() {
		return this.process.cpuSeconds();
	}

	/**
	 * What the system holds in memory, after a collection of garbage.
	 * @return its memory
	 */
	Memory memory() {
		OptionalLong heap = this.system.isJvm() ? OptionalLong.of(Jvm.liveHeapBytes(this.process.pid()))
				: OptionalLong.empty();
		OptionalLong direct = this.system.isJvm() ? get("/memory")
			.map((body) -> OptionalLong.of(JsonMapper.shared().readTree(body).path("direct").asLong()))
			.orElse(OptionalLong.empty()) : OptionalLong.empty();
		return new Memory(this.process.pssBytes(), heap, direct);
	}

	/**
	 * Wait until it serves.
	 * @throws NotAvailableException if it cannot run here
	 */
	void awaitReady() {
		long deadline = System.nanoTime() + START_NANOS;
		while (get("/ready").isEmpty()) {
			if (!this.process.isAlive()) {
				String words = this.process.lastWords();
				if (this.process.exitCode() == NOT_AVAILABLE) {
					throw new NotAvailableException(words);
				}
				throw new IllegalStateException("it ended with " + this.process.exitCode() + ": " + words);
			}
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("it is not ready: " + this.process.lastWords());
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	/**
	 * Take what a system measured that has an observer on and off in turns.
	 * @return its pairs since they were last taken
	 */
	JsonNode pairs() {
		return get("/pairs").map(JsonMapper.shared()::readTree)
			.orElseThrow(() -> new IllegalStateException("it has no pairs"));
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Empty if it does not answer in time, or not with 200. */
	private Optional<String> get(String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build();
		CompletableFuture<HttpResponse<String>> response = HTTP.sendAsync(request,
				HttpResponse.BodyHandlers.ofString());
		try {
			HttpResponse<String> answer = response.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
			return (answer.statusCode() == 200) ? Optional.of(answer.body()) : Optional.empty();
		}
		catch (ExecutionException | TimeoutException ex) {
			response.cancel(true);
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.process.close();
	}

	/**
	 * What a system holds in memory, in bytes.
	 *
	 * @param pss its processes' proportional set size
	 * @param heap live objects, if it is a JVM
	 * @param direct memory outside of the heap, if it tells
	 */
	record Memory(long pss, OptionalLong heap, OptionalLong direct) {

	}

}
