package dev.realtime.benchmarks.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

import dev.realtime.benchmarks.process.ChildProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running load client. Not thread-safe.
 */
final class LoadProcess implements AutoCloseable {

	private final ChildProcess process;

	private final Writer input;

	private final BufferedReader output;

	LoadProcess(ChildProcess process) {
		this.process = process;
		this.input = process.input();
		this.output = process.output();
	}

	/**
	 * Run a command, and wait for its result.
	 * @param command see the load client
	 * @return the result
	 */
	JsonNode tell(String command) {
		try {
			this.input.write(command + '\n');
			this.input.flush();
			String line = this.output.readLine();
			if (line == null) {
				throw new IllegalStateException("the load client ended: " + this.process.lastWords());
			}
			JsonNode result = JsonMapper.shared().readTree(line);
			if (result.has("error")) {
				throw new IllegalStateException(command + ": " + result.path("error").asString());
			}
			return result;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Open connections, all of them or fail.
	 * @param count how many
	 * @param more further arguments
	 * @return the result
	 */
	JsonNode connect(int count, String more) {
		JsonNode result = tell("connect count=" + count + ' ' + more);
		if (result.path("opened").asInt() != count) {
			throw new IllegalStateException("only " + result.path("opened").asInt() + " of " + count
					+ " connections opened: " + result.path("failure").asString(""));
		}
		return result;
	}

	double cpuSeconds() {
		return this.process.cpuSeconds();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
