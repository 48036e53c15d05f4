package dev.realtime.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Holds connections, publishes, and says what arrived. What it connects to is said by the
 * options, what it does by the lines of its standard input, one command each; it answers
 * each with one line of JSON, which has an {@code error} if it failed, and ends with its
 * input. See {@link Commands}.
 *
 * @since 0.1.0
 */
public final class LoadClient {

	private LoadClient() {
	}

	/**
	 * Run the client.
	 * @param options as {@code name=value}
	 * @throws IOException if the input cannot be read
	 */
	public static void main(String[] options) throws IOException {
		PrintStream out = System.out;
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (Commands commands = new Commands(new Arguments(List.of(options)))) {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(JsonLine.of(answer(commands, line)));
			}
		}
	}

	private static Map<String, Object> answer(Commands commands, String line) {
		try {
			return commands.run(line);
		}
		catch (InterruptedException | RuntimeException ex) {
			return Map.of("error", String.valueOf(ex.getMessage()));
		}
	}

}
