package dev.realtime.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.realtime.benchmarks.report.JsonReport;
import dev.realtime.benchmarks.report.Machine;
import dev.realtime.benchmarks.report.MarkdownReport;
import dev.realtime.benchmarks.report.Results;
import dev.realtime.benchmarks.report.ScalingChart;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Measures systems under scenarios, in turns over several rounds, and writes
 * {@code report.md}, {@code report.json} and {@code scaling.svg}. The machine should do
 * nothing else. Or puts together what several runs have written. See
 * {@link Settings#USAGE}.
 *
 * @since 0.1.0
 */
public final class BenchmarkRunner {

	private static final Log logger = LogFactory.getLog(BenchmarkRunner.class);

	private static final List<Scenario> SCENARIOS = List.of(new Idle(), new OneTopic(), new ManyTopics(),
			new Payloads(), new Meters(), new SlowClients(), new AbusiveClients(), new Storms(), new TwoNodes(),
			new Scaling());

	private final Settings settings;

	private final Results results = new Results();

	private final Set<String> unavailable = new HashSet<>();

	private BenchmarkRunner(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Run the benchmarks.
	 * @param arguments see {@link Settings#USAGE}
	 * @throws IOException if the report cannot be written
	 */
	public static void main(String[] arguments) throws IOException {
		logger.info("Report: " + run(arguments).resolve("report.md"));
	}

	/**
	 * Run the benchmarks.
	 * @param arguments see {@link Settings#USAGE}
	 * @return where the report is
	 * @throws IOException if the report cannot be written
	 */
	static Path run(String... arguments) throws IOException {
		Settings settings = Settings.parse(arguments);
		BenchmarkRunner runner = new BenchmarkRunner(settings);
		if (!settings.merge().isEmpty()) {
			runner.merge();
			return settings.out();
		}
		List<SystemUnderTest> systems = runner.systems();
		List<Scenario> scenarios = runner.scenarios();
		Files.createDirectories(settings.out().resolve("logs"));
		runner.describe(scenarios, systems);
		for (int round = 1; round <= settings.rounds(); round++) {
			runner.round(round, scenarios, systems);
			// After each round, so that a run that is cut short has a report too.
			runner.report();
		}
		return settings.out();
	}

	private List<SystemUnderTest> systems() {
		List<String> names = this.settings.systems();
		List<SystemUnderTest> chosen = Systems.all()
			.stream()
			.filter((system) -> names.isEmpty() || names.contains(system.name()))
			.toList();
		if (!names.isEmpty() && chosen.size() < Set.copyOf(names).size()) {
			throw new IllegalArgumentException(
					"Systems are " + Systems.all().stream().map(SystemUnderTest::name).toList() + ", not " + names);
		}
		chosen.forEach((system) -> this.results.compare(system.name(), system.baseline()));
		return chosen;
	}

	private List<Scenario> scenarios() {
		List<String> names = this.settings.scenarios();
		List<Scenario> chosen = SCENARIOS.stream()
			.filter((scenario) -> names.isEmpty() || names.contains(scenario.name()))
			.toList();
		if (!names.isEmpty() && chosen.size() < Set.copyOf(names).size()) {
			throw new IllegalArgumentException(
					"Scenarios are " + SCENARIOS.stream().map(Scenario::name).toList() + ", not " + names);
		}
		return chosen;
	}

	/**
	 * All systems take turns within a scenario, or all scenarios on the same server if it
	 * is only a smoke test.
	 */
	private void round(int round, List<Scenario> scenarios, List<SystemUnderTest> systems) {
		try (Servers servers = new Servers(new Launcher(this.settings), this.settings.smoke())) {
			if (this.settings.smoke()) {
				systems.forEach((system) -> scenarios.forEach((each) -> measure(round, each, system, servers)));
			}
			else {
				scenarios.forEach((each) -> systems.forEach((system) -> measure(round, each, system, servers)));
			}
		}
	}

	private void measure(int round, Scenario scenario, SystemUnderTest system, Servers servers) {
		if (!scenario.fits(system) || this.unavailable.contains(system.name())) {
			return;
		}
		String what = "round " + round + ", " + scenario.name() + ", " + system.name();
		logger.info(what);
		try (Bench bench = new Bench(system, scenario, round, this.settings, servers, this.results)) {
			scenario.run(bench);
		}
		catch (NotAvailableException ex) {
			logger.warn(what + ": left out, " + ex.getMessage());
			if (scenario instanceof TwoNodes) {
				this.results.unavailable(scenario.name(), String.valueOf(ex.getMessage()));
			}
			else {
				this.unavailable.add(system.name());
				this.results.unavailable(system.name(), String.valueOf(ex.getMessage()));
			}
		}
		catch (RuntimeException ex) {
			logger.warn(what + ": failed", ex);
			// Who knows in what state it is.
			servers.close();
			this.results.failed(what + ": " + ex.getMessage());
		}
	}

	private void describe(List<Scenario> scenarios, List<SystemUnderTest> systems) {
		Machine.describe().forEach(this.results::environment);
		this.results.environment("heap of each server's JVM", this.settings.heap() + ", G1");
		Versions versions = new Versions(this.settings.peers());
		systems.forEach((system) -> this.results.version(system.name(), versions.of(system)));
		for (Scenario scenario : scenarios) {
			this.results.note(scenario.name(), scenario.description());
			this.results.note(scenario.name(), this.settings.description());
		}
	}

	private void merge() throws IOException {
		JsonReport report = new JsonReport(this.results);
		for (Path directory : this.settings.merge()) {
			report.add(Files.readString(directory.resolve("report.json")));
		}
		Files.createDirectories(this.settings.out());
		report();
	}

	private void report() throws IOException {
		write("report.md", new MarkdownReport(this.results).write());
		write("report.json", new JsonReport(this.results).write());
		write("scaling.svg",
				new ScalingChart(this.results, Scaling.NAME).write(List.of(Scaling.CONNECTIONS, Scaling.TOPICS)));
	}

	private void write(String file, String content) throws IOException {
		Files.writeString(this.settings.out().resolve(file), content);
	}

}
