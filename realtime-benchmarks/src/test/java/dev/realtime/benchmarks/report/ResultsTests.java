package dev.realtime.benchmarks.report;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Results} and its reports.
 */
class ResultsTests {

	private static final Results.Case CASE = new Results.Case("scaling", "1,000 things", 1000);

	private final Results results = new Results();

	ResultsTests() {
		this.results.compare("ours", "ours");
		this.results.compare("peer", "ours");
		rate("ours", 1, 100);
		rate("ours", 2, 400);
		rate("ours", 3, 200);
		rate("peer", 1, 50);
		rate("peer", 2, 100);
		rate("peer", 3, 180);
	}

	private void rate(String system, int round, double rate) {
		this.results.add(CASE, system, round, Map.of(Figure.DELIVERIES_PER_SECOND, rate));
	}

	@Test
	void medianIsTheMiddle() {
		assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
		assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 4));
		assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
	}

	@Test
	void ratiosAreOfTheSameRound() {
		// 0.5, 0.25 and 0.9, and not the ratio of the medians.
		assertThat(this.results.ratio(CASE, "peer", Figure.DELIVERIES_PER_SECOND)).hasValue(new Spread(0.5, 0.25, 0.9));
		assertThat(this.results.ratio(CASE, "peer", Figure.CPU_PER_MILLION)).isEmpty();
	}

	@Test
	void roundsThatTheBaselineLacksHaveNoRatio() {
		rate("peer", 4, 1);
		assertThat(this.results.ratio(CASE, "peer", Figure.DELIVERIES_PER_SECOND)).hasValue(new Spread(0.5, 0.25, 0.9));
	}

	@Test
	void tableHasMedianSpreadAndRatio() {
		this.results.unavailable("other", "not installed");
		this.results.environment("cores", "2");
		this.results.version("peer", "Peer 1.0");
		this.results.note("scaling", "How it grows.");
		assertThat(new MarkdownReport(this.results).write()).contains("- cores: 2", "| peer | Peer 1.0 | ours |",
				"\n## scaling\n\nHow it grows.\n", "| system | deliveries/s | × |\n",
				"| ours | 200 (100–400) | 1.00 |\n", "| peer | 100 (50–180) | 0.50 (0.25–0.90) |\n",
				"- other: not installed");
	}

	@Test
	void whereAPeerIsBetterInEveryRoundComesFirst() {
		String better = "## Where others are better";
		assertThat(new MarkdownReport(this.results).write()).doesNotContain(better, "**0");
		cost("ours", 1, 4);
		cost("ours", 2, 4);
		cost("peer", 1, 2);
		cost("peer", 2, 2.8);
		assertThat(new MarkdownReport(this.results).write()).containsSubsequence(better,
				"| scaling: costs | CPU s per million | ours 4.00 | peer ×0.60 (0.50–0.70) |\n", "## scaling",
				"| peer | 2.40 (2.00–2.80) | **0.60 (0.50–0.70)** |\n");
		cost("peer", 2, 5);
		assertThat(new MarkdownReport(this.results).write()).doesNotContain(better);
	}

	private void cost(String system, int round, double cost) {
		this.results.add(new Results.Case("scaling", "costs", 1), system, round, Map.of(Figure.CPU_PER_MILLION, cost));
	}

	@Test
	void faultsOfAllRoundsAreNamed() {
		assertThat(new MarkdownReport(this.results).write()).doesNotContain("| faults |");
		this.results.add(CASE, "peer", 3, Map.of(Figure.DELIVERIES_PER_SECOND, 250.0, Figure.MISSING, 7.0, Figure.LOST,
				1.0, Figure.REPEATED, 0.0));
		assertThat(new MarkdownReport(this.results).write()).contains("| system | deliveries/s | × | faults |",
				"| 7 missing, 1 lost |");
	}

	@Test
	void jsonHasEveryRound() {
		String json = new JsonReport(this.results).write();
		assertThat(json).contains("\"deliveries_per_second\" : 400.0").contains("\"case\" : \"1,000 things\"");
	}

	@Test
	void jsonIsReadAgain() {
		this.results.environment("cores", "2");
		this.results.version("peer", "Peer 1.0");
		this.results.note("scaling", "How it grows.");
		this.results.unavailable("other", "not installed");
		this.results.failed("it did");
		String json = new JsonReport(this.results).write();
		JsonReport read = new JsonReport(new Results());
		read.add(json);
		assertThat(read.write()).isEqualTo(json);
	}

	@Test
	void anotherRunIsFurtherRounds() {
		Results other = new Results();
		other.compare("peer", "ours");
		other.environment("date", "tomorrow");
		other.add(CASE, "peer", 1, Map.of(Figure.DELIVERIES_PER_SECOND, 1000.0));
		this.results.environment("date", "today");
		new JsonReport(this.results).add(new JsonReport(other).write());
		assertThat(this.results.spread(CASE, "peer", Figure.DELIVERIES_PER_SECOND)).hasValue(new Spread(140, 50, 1000));
		assertThat(this.results.ratio(CASE, "peer", Figure.DELIVERIES_PER_SECOND)).hasValue(new Spread(0.5, 0.25, 0.9));
		assertThat(new MarkdownReport(this.results).write()).contains("- date: today, tomorrow\n");
	}

	@Test
	void chartHasALineForEachSystem() {
		String svg = new ScalingChart(this.results, "scaling").write(List.of("things"));
		assertThat(svg).startsWith("<svg").contains(">ours</text>", ">peer</text>", "deliveries/s by things");
		assertThat(svg.split("<polyline", -1)).hasSize(3);
		// The larger one is at the top.
		assertThat(svg).contains("cy=\"40.0\"");
	}

}
