package dev.realtime.benchmarks.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.realtime.benchmarks.process.Jvm;

/**
 * What systems are made of, and in which version: of a JVM's from its class path, of a
 * peer's from its script.
 */
final class Versions {

	private static final String UNKNOWN = "unknown";

	private final Path peers;

	/**
	 * Create.
	 * @param peers where the peers are that are not written in Java
	 */
	Versions(Path peers) {
		this.peers = peers;
	}

	/**
	 * Look at a system, which need not run.
	 * @param system the system
	 * @return its parts with their versions
	 */
	String of(SystemUnderTest system) {
		if (!system.isJvm()) {
			return script(system);
		}
		String classPath = system.stack().classPath(Jvm.classPath());
		String parts = switch (system.stack()) {
			case REACTIVE, METERED, STARTER,
					PLAIN ->
				jar(classPath, "Spring WebFlux", "spring-webflux") + ", "
						+ jar(classPath, "Reactor Netty", "reactor-netty-http") + ", "
						+ jar(classPath, "Netty", "netty-common");
			case SERVLET -> jar(classPath, "Spring's simple broker", "spring-messaging") + ", "
					+ jar(classPath, "Tomcat", "tomcat-embed-core");
			case SOCKET_IO ->
				jar(classPath, "netty-socketio", "netty-socketio") + ", " + jar(classPath, "Netty", "netty-common");
		};
		return system.isProduct() ? product() + ", " + parts : parts;
	}

	/**
	 * Name a part.
	 * @param classPath where it is
	 * @param name what it is called
	 * @param artifact what its archive is called
	 * @return its name and version
	 */
	static String jar(String classPath, String name, String artifact) {
		Matcher jar = Pattern.compile("[/\\\\]" + Pattern.quote(artifact) + "-(\\d[\\w.-]*)\\.jar").matcher(classPath);
		return name + ' ' + (jar.find() ? jar.group(1) : UNKNOWN);
	}

	private static String product() {
		Properties properties = new Properties();
		try (InputStream in = Versions.class.getResourceAsStream("/version.properties")) {
			if (in != null) {
				properties.load(in);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		String version = "this library " + properties.getProperty("realtime", UNKNOWN);
		String commit = output(List.of("git", "describe", "--always", "--dirty", "--exclude=*"));
		return commit.isEmpty() ? version : version + " (" + commit + ')';
	}

	private String script(SystemUnderTest system) {
		Path script = this.peers.resolve(system.command().get(0));
		if (!Files.isExecutable(script)) {
			return UNKNOWN;
		}
		List<String> command = new ArrayList<>(system.command());
		command.set(0, script.toAbsolutePath().toString());
		command.add(1, "--version");
		String parts = output(command);
		StringBuilder all = new StringBuilder(parts.isEmpty() ? UNKNOWN : parts);
		system.environment().forEach((name, value) -> all.append(", ").append(name).append('=').append(value));
		return all.toString();
	}

	/** What a command says, on a line; nothing if it fails. */
	private static String output(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
			process.getOutputStream().close();
			String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return (process.waitFor() == 0) ? text.strip().replaceAll("\\s*\\R\\s*", ", ") : "";
		}
		catch (IOException ex) {
			return "";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", ex);
		}
	}

}
