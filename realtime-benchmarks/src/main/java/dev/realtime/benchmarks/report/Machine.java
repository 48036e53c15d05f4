package dev.realtime.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is measured on.
 *
 * @since 0.1.0
 */
public final class Machine {

	private Machine() {
	}

	/**
	 * Look at the machine and this JVM.
	 * @return values by name
	 */
	public static Map<String, String> describe() {
		Map<String, String> machine = new LinkedHashMap<>();
		machine.put("date", LocalDate.now(ZoneOffset.UTC).toString());
		machine.put("processor", first(Path.of("/proc/cpuinfo"), "model name"));
		machine.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
		machine.put("memory", first(Path.of("/proc/meminfo"), "MemTotal"));
		machine.put("kernel", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
		machine.put("JVM", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version"));
		return machine;
	}

	private static String first(Path file, String name) {
		try {
			return Files.readAllLines(file)
				.stream()
				.filter((line) -> line.startsWith(name))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
