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
		String report = new MarkdownReport(this.results, Map.of("cores", "2")).write();
		assertThat(report).contains("- cores: 2", "| system | deliveries/s | × |", "| ours | 200 (100–400) | 1.00 |",
				"| peer | 100 (50–180) | 0.50 |", "- other: not installed");
	}

	@Test
	void jsonHasEveryRound() {
		String json = new JsonReport(this.results, Map.of()).write();
		assertThat(json).contains("\"deliveries_per_second\" : 400.0").contains("\"case\" : \"1,000 things\"");
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
