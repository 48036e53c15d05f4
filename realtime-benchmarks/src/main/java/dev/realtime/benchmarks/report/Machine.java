package dev.realtime.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

import io.netty.util.Version;
import reactor.netty.ReactorNetty;

import org.springframework.boot.SpringBootVersion;

/**
 * What is measured on.
 *
 * @since 0.1.0
 */
public final class Machine {

	private Machine() {
	}

	/**
	 * Look at the machine, this JVM and its libraries.
	 * @return values by name
	 */
	public static Map<String, String> describe() {
		Map<String, String> machine = new LinkedHashMap<>();
		machine.put("date", LocalDate.now(ZoneOffset.UTC).toString());
		machine.put("processor", processor());
		machine.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
		machine.put("kernel", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
		machine.put("JVM", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version"));
		machine.put("Spring Boot", String.valueOf(SpringBootVersion.getVersion()));
		machine.put("Reactor Netty", String.valueOf(ReactorNetty.class.getPackage().getImplementationVersion()));
		Version netty = Version.identify().get("netty-common");
		machine.put("Netty", (netty != null) ? netty.artifactVersion() : "unknown");
		return machine;
	}

	private static String processor() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
