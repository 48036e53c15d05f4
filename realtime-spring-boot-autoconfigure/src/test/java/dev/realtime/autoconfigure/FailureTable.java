package dev.realtime.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of {@code docs/failures.md}: what is wrong, what one sees, what to do. What
 * one sees is compared with what the code really says; an ellipsis stands for anything.
 */
enum FailureTable {

	PROPERTIES("Properties"), START("The rest of the start"), NOTICES("Warnings at start"), REDIS("Redis"),
	PUBLISHING("Publishing"), CLIENTS("Clients");

	private static final Pattern ROW = Pattern.compile("^\\| (?:<a id=\"([a-z-]+)\"></a>)?(.*?) \\| (.*?) \\|.*\\|$");

	private static final Pattern TEXT = Pattern.compile("`([^`]+)`");

	private final String heading;

	FailureTable(String heading) {
		this.heading = heading;
	}

	/** The headings of the page that have a table. */
	static List<String> headings() {
		return sections().filter((section) -> section.contains("\n|"))
			.map((section) -> section.lines().findFirst().orElseThrow())
			.toList();
	}

	private static Stream<String> sections() {
		String page = Markdown.read(Markdown.ROOT.resolve("docs/failures.md")).text();
		return Pattern.compile("^## ", Pattern.MULTILINE).splitAsStream(page).skip(1);
	}

	String heading() {
		return this.heading;
	}

	List<Row> rows() {
		String section = sections().filter((each) -> each.startsWith(this.heading + '\n')).findFirst().orElseThrow();
		return section.lines()
			.filter((line) -> line.startsWith("| ") && !line.startsWith("| ---"))
			.skip(1)
			.map(FailureTable::row)
			.toList();
	}

	private static Row row(String line) {
		MatchResult row = ROW.matcher(line).results().findFirst().orElseThrow(() -> new AssertionError(line));
		return new Row((row.group(1) != null) ? row.group(1) : "", row.group(2), quoted(row.group(3)));
	}

	static List<String> quoted(String cell) {
		return TEXT.matcher(cell).results().map((text) -> text.group(1)).toList();
	}

	/**
	 * One test for each row, by what its link is called.
	 * @param cases makes what is wrong go wrong, and gives what one sees then, once for
	 * each text of the row
	 * @return the tests, and one that there is a case for each row and no other
	 */
	Stream<DynamicTest> tests(Map<String, ThrowingSupplier<List<String>>> cases) {
		Map<String, Row> rows = rows().stream()
			.collect(Collectors.toMap(Row::id, (row) -> row, (one, other) -> one, LinkedHashMap::new));
		DynamicTest complete = DynamicTest.dynamicTest("each row has a test",
				() -> assertThat(cases.keySet()).containsExactlyInAnyOrderElementsOf(rows.keySet()));
		List<DynamicTest> tests = new ArrayList<>(List.of(complete));
		rows.forEach((id, row) -> {
			if (cases.containsKey(id)) {
				tests.add(DynamicTest.dynamicTest(id, () -> row.isWhatOneSees(cases.get(id).get())));
			}
		});
		return tests.stream();
	}

	/**
	 * A row.
	 *
	 * @param id what a link to it ends with, or empty
	 * @param wrong what is wrong
	 * @param texts what one sees
	 */
	record Row(String id, String wrong, List<String> texts) {

		void isWhatOneSees(List<String> seen) {
			assertThat(seen).as(this.wrong).hasSameSizeAs(this.texts);
			for (int i = 0; i < seen.size(); i++) {
				String pattern = Stream.of(this.texts.get(i).split("…", -1))
					.map(Pattern::quote)
					.collect(Collectors.joining(".*?"));
				assertThat(seen.get(i).replaceAll("\\s+", " ").strip()).as(this.wrong).matches(pattern);
			}
		}

	}

}
