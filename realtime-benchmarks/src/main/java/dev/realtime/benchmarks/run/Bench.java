package dev.realtime.benchmarks.run;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import dev.realtime.benchmarks.report.Figure;
import dev.realtime.benchmarks.report.Results;
import dev.realtime.benchmarks.report.Results.Case;
import tools.jackson.databind.JsonNode;

/**
 * One system, one scenario, one round: starts servers and clients, measures, and stops
 * what it started.
 */
final class Bench implements AutoCloseable {

	private static final double MILLION = 1e6;

	/** Enough for what has nothing to compile. */
	private static final double SHORT_WARM_UP = 3;

	/** What a system that has worked already needs for more of it. */
	private static final double AGAIN = 0.25;

	private final SystemUnderTest system;

	private final Settings settings;

	private final Launcher launcher;

	private final Results results;

	private final Scenario scenario;

	private final int round;

	private final Servers servers;

	private boolean warm;

	Bench(SystemUnderTest system, Scenario scenario, int round, Settings settings, Servers servers, Results results) {
		this.system = system;
		this.scenario = scenario;
		this.round = round;
		this.settings = settings;
		this.launcher = servers.launcher();
		this.servers = servers;
		this.results = results;
	}

	SystemUnderTest system() {
		return this.system;
	}

	Sizes sizes() {
		return this.settings.sizes();
	}

	Launcher launcher() {
		return this.launcher;
	}

	/**
	 * The system, started when it is first asked for.
	 * @return the running system
	 */
	Server server() {
		return this.servers.server(this.system, false);
	}

	/**
	 * The system with a JVM that gives memory back, so that one sees what it holds.
	 * @return the running system
	 */
	Server frugalServer() {
		return this.servers.server(this.system, true);
	}

	/**
	 * Start a client of one topic.
	 * @return the client
	 */
	LoadProcess client() {
		return client(1, false);
	}

	/**
	 * Start a client.
	 * @param topics how many topics there are
	 * @param allTopics whether each post reaches all of them
	 * @return the client
	 */
	LoadProcess client(int topics, boolean allTopics) {
		return this.launcher.client(server(), server().port(), topics, allTopics);
	}

	/**
	 * How long a JVM works before it is measured.
	 * @return seconds
	 */
	double warmUpSeconds() {
		return this.settings.warmUpSeconds();
	}

	/**
	 * Let the system work until it is as fast as it gets, which takes less time once it
	 * has worked.
	 * @param client connected
	 * @param outstanding how many events are on their way at a time
	 */
	void warmUp(LoadProcess client, int outstanding) {
		double seconds = this.settings.warmUpSeconds();
		if (!this.system.isJvm()) {
			seconds = Math.min(seconds, SHORT_WARM_UP);
		}
		else if (this.warm) {
			seconds = Math.min(seconds, Math.max(SHORT_WARM_UP, seconds * AGAIN));
		}
		this.warm = true;
		client.tell("closed outstanding=" + outstanding + " seconds=" + seconds);
	}

	/**
	 * Publish so that an event follows when an earlier one has reached all.
	 * @param client connected
	 * @param server whose processor time counts
	 * @param outstanding how many events are on their way at a time
	 * @param more further arguments
	 * @return the figures
	 */
	Map<Figure, Double> closed(LoadProcess client, Server server, int outstanding, String more) {
		Map<Figure, Double> figures = load(client, server, "closed outstanding=" + outstanding + ' ' + more);
		Double p99 = figures.remove(Figure.P99_MILLIS);
		if (p99 != null) {
			figures.put(Figure.P99_FULL_RATE_MILLIS, p99);
			// They follow from the rate.
			figures.remove(Figure.P50_MILLIS);
			figures.remove(Figure.MAX_MILLIS);
		}
		return figures;
	}

	/**
	 * Publish so that there are so many deliveries per second as {@link Sizes} says.
	 * @param client connected
	 * @param server whose processor time counts
	 * @param receivers how many connections each event reaches
	 * @return the figures
	 */
	Map<Figure, Double> open(LoadProcess client, Server server, int receivers) {
		double rate = (double) sizes().perSecond() / receivers;
		Map<Figure, Double> figures = load(client, server, String.format(Locale.ROOT, "open rate=%.3f", rate));
		figures.put(Figure.GIVEN_DELIVERIES_PER_SECOND, figures.remove(Figure.DELIVERIES_PER_SECOND));
		return figures;
	}

	private Map<Figure, Double> load(LoadProcess client, Server server, String command) {
		double serverCpu = server.cpuSeconds();
		double clientCpu = client.cpuSeconds();
		JsonNode result = client.tell(command + " seconds=" + this.settings.seconds());
		double millions = result.path("deliveries").asDouble() / MILLION;
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		figures.put(Figure.DELIVERIES_PER_SECOND, result.path("perSecond").asDouble());
		faults(result, figures);
		if (millions > 0) {
			figures.put(Figure.CPU_PER_MILLION, (server.cpuSeconds() - serverCpu) / millions);
			figures.put(Figure.CLIENT_CPU_PER_MILLION, (client.cpuSeconds() - clientCpu) / millions);
			figures.put(Figure.P50_MILLIS, result.path("p50Millis").asDouble());
			figures.put(Figure.P99_MILLIS, result.path("p99Millis").asDouble());
			figures.put(Figure.MAX_MILLIS, result.path("maxMillis").asDouble());
		}
		return figures;
	}

	/**
	 * Note what went wrong.
	 * @param result of a command
	 * @param figures to add it to
	 */
	static void faults(JsonNode result, Map<Figure, Double> figures) {
		figures.put(Figure.MISSING, result.path("missing").asDouble());
		figures.put(Figure.REPEATED, result.path("repeated").asDouble());
		figures.put(Figure.LOST, result.path("lostReaders").asDouble());
	}

	void record(String title, Map<Figure, Double> figures) {
		record(title, 0, figures);
	}

	/**
	 * Keep figures.
	 * @param title what was measured
	 * @param size how many connections or topics there were, for a chart
	 * @param figures the figures
	 */
	void record(String title, int size, Map<Figure, Double> figures) {
		this.results.add(new Case(this.scenario.name(), title, size), this.system.name(), this.round, figures);
	}

	@Override
	public void close() {
		this.servers.release();
	}

}
