package dev.realtime.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.realtime.benchmarks.process.ChildProcess;
import dev.realtime.benchmarks.process.Jvm;

/**
 * Starts systems and load clients on free ports of this machine, each with a log of its
 * own.
 */
final class Launcher {

	private static final String CLIENT = "dev.realtime.benchmarks.load.LoadClient";

	private final Settings settings;

	private int started;

	Launcher(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Start a system.
	 * @param system the system
	 * @param environment what it is told besides its own
	 * @param small whether its JVM is to give memory back, so that what it holds is seen
	 * @return the system, which is still starting
	 * @throws NotAvailableException if it cannot run here
	 */
	Server start(SystemUnderTest system, Map<String, String> environment, boolean small) {
		int port = freePort();
		Map<String, String> all = new HashMap<>(system.environment());
		all.putAll(environment);
		all.put("PORT", Integer.toString(port));
		return new Server(system, port, ChildProcess.start(command(system, small), all, log(system.name()), false));
	}

	private List<String> command(SystemUnderTest system, boolean small) {
		if (system.mainClass() != null) {
			return Jvm.command(system.stack().classPath(Jvm.classPath()), this.settings.jvmFlags(small),
					system.mainClass(), List.of());
		}
		Path script = this.settings.peers().resolve(system.command().get(0));
		if (!Files.isExecutable(script)) {
			throw new NotAvailableException("there is no " + script);
		}
		List<String> command = new ArrayList<>(system.command());
		command.set(0, script.toAbsolutePath().toString());
		return command;
	}

	/**
	 * Start a Redis that keeps nothing on disk.
	 * @return the server, which listens but may still be starting
	 */
	Redis redis() {
		int port = freePort();
		List<String> command = List.of("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1",
				"--save", "", "--appendonly", "no");
		try {
			return new Redis(port, ChildProcess.start(command, Map.of(), log("redis"), false));
		}
		catch (UncheckedIOException ex) {
			throw new NotAvailableException("there is no redis-server on the path");
		}
	}

	/**
	 * Start a load client.
	 * @param server what it connects to
	 * @param publishPort where it publishes
	 * @param topics how many topics there are
	 * @param allTopics whether each post reaches all of them
	 * @return the client, which has not connected yet
	 */
	LoadProcess client(Server server, int publishPort, int topics, boolean allTopics) {
		return client(clientCommand(server, publishPort, topics, allTopics));
	}

	/**
	 * Start a load client that takes only what processor time others leave: what it does
	 * itself happens elsewhere in truth.
	 * @param server what it connects to
	 * @return the client, which has not connected yet
	 */
	LoadProcess modestClient(Server server) {
		List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
		command.addAll(clientCommand(server, server.port(), 1, false));
		return client(command);
	}

	private LoadProcess client(List<String> command) {
		return new LoadProcess(ChildProcess.start(command, Map.of(), log("client"), true));
	}

	private List<String> clientCommand(Server server, int publishPort, int topics, boolean allTopics) {
		Endpoint endpoint = server.system().endpoint();
		String publishPath = (allTopics && endpoint.allTopicsPath() != null)
				? endpoint.allTopicsPath().replace("{topics}", Integer.toString(topics)) : endpoint.publishPath();
		List<String> options = List.of("port=" + server.port(), "publish-port=" + publishPort,
				"dialect=" + endpoint.dialect(), "path=" + endpoint.path(), "publish-path=" + publishPath,
				"topics=" + topics, "all-topics=" + allTopics, "loops=" + this.settings.clientLoops());
		return Jvm.command(Jvm.classPath(), this.settings.clientFlags(), CLIENT, options);
	}

	private Path log(String name) {
		return this.settings.out()
			.resolve("logs")
			.resolve(String.format(Locale.ROOT, "%04d-%s.log", ++this.started, name));
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A running Redis.
	 *
	 * @param port where it listens
	 * @param process its process
	 */
	record Redis(int port, ChildProcess process) implements AutoCloseable {

		@Override
		public void close() {
			this.process.close();
		}

	}

}
