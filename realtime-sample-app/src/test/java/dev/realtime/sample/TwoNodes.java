package dev.realtime.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import redis.embedded.RedisServer;

/**
 * Starts the demonstration as it would run for real, with nothing installed: two nodes in
 * processes of their own, a Redis between them, and one address in front of them. A node
 * that dies is started again after ten seconds. Arguments go to both nodes.
 */
public final class TwoNodes {

	private static final int PORT = Integer.getInteger("sample.port", 8080);

	private static final int RESTART_SECONDS = 10;

	private static final Log logger = LogFactory.getLog(TwoNodes.class);

	private final Map<String, Integer> ports = new TreeMap<>(Map.of("a", PORT + 1, "b", PORT + 2));

	private final Map<String, Process> processes = new ConcurrentHashMap<>();

	private final List<String> arguments;

	private final int redisPort;

	private volatile boolean stopping;

	private TwoNodes(int redisPort, List<String> arguments) {
		this.redisPort = redisPort;
		this.arguments = arguments;
	}

	public static void main(String[] args) throws Exception {
		int redisPort = FreePort.find();
		RedisServer redis = RedisServer.newRedisServer().port(redisPort).setting("save \"\"").build();
		redis.start();
		TwoNodes nodes = new TwoNodes(redisPort, List.of(args));
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			nodes.stop();
			stop(redis);
		}));
		nodes.ports.keySet().forEach(nodes::start);
		new Front(PORT, nodes.ports);
		logger.info("Two nodes behind http://localhost:" + PORT + ", as soon as they have started");
		Thread.currentThread().join();
	}

	private void start(String name) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), SampleApplication.class.getName(),
						"--spring.profiles.active=redis", "--spring.data.redis.port=" + this.redisPort,
						"--server.port=" + this.ports.get(name), "--sample.node=" + name,
						"--spring.application.group=node-" + name, "--spring.main.banner-mode=off"));
		command.addAll(this.arguments);
		try {
			Process process = new ProcessBuilder(command).inheritIO().start();
			this.processes.put(name, process);
			process.onExit().thenRun(() -> startAgain(name));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Node " + name + " cannot be started", ex);
		}
	}

	private void startAgain(String name) {
		if (!this.stopping) {
			logger.info("Node " + name + " is gone, and comes back in " + RESTART_SECONDS + " seconds");
			CompletableFuture.delayedExecutor(RESTART_SECONDS, TimeUnit.SECONDS).execute(() -> {
				if (!this.stopping) {
					start(name);
				}
			});
		}
	}

	private void stop() {
		this.stopping = true;
		this.processes.values().forEach(Process::destroy);
	}

	private static void stop(RedisServer redis) {
		try {
			redis.stop();
		}
		catch (IOException ex) {
			logger.warn("Redis may still run: " + ex);
		}
	}

}
