package dev.realtime.test.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.realtime.redis.fixture.Ports;
import dev.realtime.test.TlsFixture;
import dev.realtime.test.tool.ToolProcess;

/**
 * A real proxy in front of nodes of this machine, with the configuration that
 * {@code docs/proxies.md} shows, changed only where a test says so. It speaks TLS with
 * the certificate of {@link TlsFixture}.
 */
public final class ReverseProxy implements AutoCloseable {

	/** Has the configurations. */
	public static final Path DOCUMENT = Path.of("..", "docs", "proxies.md");

	private final Path directory;

	private final int port;

	private final ToolProcess process;

	private ReverseProxy(Path directory, int port, ToolProcess process) {
		this.directory = directory;
		this.port = port;
		this.process = process;
	}

	/**
	 * Start one in front of one node.
	 * @param kind which program
	 * @param node the node's port
	 * @param changes what to change in the documented text, old and new in turn
	 * @return the proxy, which listens
	 */
	public static ReverseProxy start(ProxyKind kind, int node, String... changes) {
		return start(kind, node, node, changes);
	}

	/**
	 * Start one in front of two nodes.
	 * @param kind which program
	 * @param first a node's port
	 * @param second another node's port
	 * @param changes what to change in the documented text, old and new in turn
	 * @return the proxy, which listens
	 */
	public static ReverseProxy start(ProxyKind kind, int first, int second, String... changes) {
		try {
			Path directory = Files.createTempDirectory("realtime-" + kind.language() + '-');
			int port = Ports.free();
			TlsFixture.pem(directory.resolve("app.pem"), directory.resolve("app.key"));
			String text = documented(kind);
			text = replace(text, kind.home() + '/', directory + "/");
			text = replace(text, "443 ssl", port + " ssl");
			text = replace(text, "127.0.0.1:8080", "127.0.0.1:" + first);
			text = replace(text, "127.0.0.1:8081", "127.0.0.1:" + second);
			for (int i = 0; i < changes.length; i += 2) {
				text = replace(text, changes[i], changes[i + 1]);
			}
			Path file = Files.writeString(directory.resolve("proxy.conf"), kind.complete(text));
			List<String> command = new ArrayList<>(List.of(kind.tool().path().toString()));
			command.addAll(kind.arguments(directory, file));
			return new ReverseProxy(directory, port, ToolProcess.start(directory, port, command));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String documented(ProxyKind kind) throws IOException {
		Matcher block = Pattern.compile("```" + kind.language() + "\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(DOCUMENT));
		if (!block.find()) {
			throw new IllegalStateException("No configuration of " + kind + " in " + DOCUMENT);
		}
		return block.group(1);
	}

	private static String replace(String text, String old, String by) {
		if (!text.contains(old)) {
			throw new IllegalStateException("No '" + old + "' in the configuration: " + text);
		}
		return text.replace(old, by);
	}

	public int port() {
		return this.port;
	}

	/**
	 * Where clients find the application.
	 */
	public String origin() {
		return "https://localhost:" + this.port;
	}

	/**
	 * End it, with all its connections.
	 */
	@Override
	public void close() {
		this.process.close();
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
