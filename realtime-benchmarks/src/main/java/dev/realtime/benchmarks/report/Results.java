package dev.realtime.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All figures: by case, by system, by round. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class Results {

	private final Map<Case, Map<String, Map<Integer, Map<Figure, Double>>>> figures = new LinkedHashMap<>();

	private final Map<String, String> baselines = new LinkedHashMap<>();

	private final Map<String, Set<String>> environment = new LinkedHashMap<>();

	private final Map<String, Set<String>> versions = new LinkedHashMap<>();

	private final Map<String, Set<String>> notes = new LinkedHashMap<>();

	private final Map<String, String> unavailable = new LinkedHashMap<>();

	private final List<String> failures = new ArrayList<>();

	/**
	 * Say what a system is compared to.
	 * @param system the system
	 * @param baseline the system that it is divided by, maybe itself
	 */
	public void compare(String system, String baseline) {
		this.baselines.put(system, baseline);
	}

	/**
	 * Say on what it was measured.
	 * @param name what is named
	 * @param value its name; another one for the same stands beside it
	 */
	public void environment(String name, String value) {
		put(this.environment, name, value);
	}

	/**
	 * Say what a system is made of.
	 * @param system the system
	 * @param version its parts and their versions
	 */
	public void version(String system, String version) {
		put(this.versions, system, version);
	}

	/**
	 * Say what a scenario is, or how it was measured.
	 * @param scenario the scenario
	 * @param note one or more sentences
	 */
	public void note(String scenario, String note) {
		put(this.notes, scenario, note);
	}

	private static void put(Map<String, Set<String>> map, String name, String value) {
		map.computeIfAbsent(name, (key) -> new LinkedHashSet<>()).add(value);
	}

	/**
	 * Add what was measured.
	 * @param where the case
	 * @param system the system
	 * @param round the number of the round
	 * @param measured the figures
	 */
	public void add(Case where, String system, int round, Map<Figure, Double> measured) {
		this.figures.computeIfAbsent(where, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(system, (key) -> new LinkedHashMap<>())
			.put(round, measured);
	}

	/**
	 * Say why a system was left out.
	 * @param system the system
	 * @param reason why
	 */
	public void unavailable(String system, String reason) {
		this.unavailable.put(system, reason);
	}

	/**
	 * Say what went wrong.
	 * @param failure where and what
	 */
	public void failed(String failure) {
		this.failures.add(failure);
	}

	public Map<String, String> unavailable() {
		return this.unavailable;
	}

	public List<String> failures() {
		return this.failures;
	}

	Map<String, Set<String>> environment() {
		return this.environment;
	}

	Map<String, Set<String>> versions() {
		return this.versions;
	}

	Map<String, Set<String>> notes() {
		return this.notes;
	}

	Map<String, String> baselines() {
		return this.baselines;
	}

	/**
	 * What a system is compared to.
	 * @param system the system
	 * @return its baseline, which may be itself
	 */
	String baseline(String system) {
		return this.baselines.getOrDefault(system, system);
	}

	/**
	 * How often a scenario was measured.
	 * @param scenario the scenario
	 * @return the largest number of a round, 0 if there is none
	 */
	int lastRound(String scenario) {
		return this.figures.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().scenario().equals(scenario))
			.flatMap((entry) -> entry.getValue().values().stream())
			.flatMap((rounds) -> rounds.keySet().stream())
			.reduce(0, Math::max);
	}

	Collection<Case> cases() {
		return this.figures.keySet();
	}

	Collection<String> systems(Case where) {
		return this.figures.getOrDefault(where, Map.of()).keySet();
	}

	Map<Integer, Map<Figure, Double>> rounds(Case where, String system) {
		return this.figures.getOrDefault(where, Map.of()).getOrDefault(system, Map.of());
	}

	/**
	 * Sum up a figure.
	 * @param where the case
	 * @param system the system
	 * @param figure the figure
	 * @return over all rounds that have it
	 */
	Optional<Spread> spread(Case where, String system, Figure figure) {
		List<Double> values = new ArrayList<>();
		for (Map<Figure, Double> round : rounds(where, system).values()) {
			Double value = round.get(figure);
			if (value != null) {
				values.add(value);
			}
		}
		return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
	}

	/**
	 * Compare a figure to the baseline's of the same round.
	 * @param where the case
	 * @param system the system
	 * @param figure the figure
	 * @return the system's divided by the baseline's, over all rounds that have both
	 */
	Optional<Spread> ratio(Case where, String system, Figure figure) {
		Map<Integer, Map<Figure, Double>> base = rounds(where, baseline(system));
		List<Double> ratios = new ArrayList<>();
		rounds(where, system).forEach((round, measured) -> {
			Double value = measured.get(figure);
			Double other = base.getOrDefault(round, Map.of()).get(figure);
			if (value != null && other != null && other != 0) {
				ratios.add(value / other);
			}
		});
		return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
	}

	/**
	 * One set of conditions under which all systems are measured.
	 *
	 * @param scenario the scenario that it belongs to
	 * @param title what it is
	 * @param size how many connections or topics there are, for a chart
	 */
	public record Case(String scenario, String title, int size) {

	}

}
