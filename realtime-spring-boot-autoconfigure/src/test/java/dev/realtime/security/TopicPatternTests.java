package dev.realtime.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicPatternTests {

	@ParameterizedTest
	@CsvSource({ "room.*, room.1, true", "room.*, room, false", "room.*, room.1.2, false", "room.*, Room.1, false",
			"*, a, true", "*, a.b, false", "public.**, public, true", "public.**, public.a.b.c, true",
			"public.**, publicity, false", "public.**, republic.public, false", "**, a.b, true", "**.end, end, true",
			"**.end, a.b.end, true", "**.end, a.end.b, false", "a.**.z, a.z, true", "a.**.z, a.b.c.z, true",
			"a.**.z, a.z.b, false", "a.**.b.**.c, a.x.b.b.y.c, true", "a.**.b.**.c, a.x.y.c, false",
			"a.%2E, a.%2E, true", "a.%2E, a.%2e, false", "a+b.c, aab.c, false", "a.b, a.b, true", "a.b, axb, false",
			"user.{user}, user.anybody, true", "user.{user}, user.a.b, false" })
	void patternsMatchWholeTopicsBySegments(String pattern, String topic, boolean matches) {
		assertThat(TopicPattern.parse(pattern).matches(TopicRules.segments(topic))).isEqualTo(matches);
	}

	@ParameterizedTest
	@CsvSource({ "user.{user}, user.alice, alice", "{user}.inbox, alice.inbox, alice",
			"**.{user}.inbox, a.b.alice.inbox, alice", "**.{user}, alice, alice", "a.{user}.**, a.alice.b.c, alice",
			"a.{user}.**, a.alice, alice", "*.{user}.**.z, x.alice.y.z, alice" })
	void theOwnerStandsWhereThePatternSays(String pattern, String topic, String owner) {
		assertThat(TopicPattern.parse(pattern).owner(TopicRules.segments(topic))).isEqualTo(owner);
	}

	@Test
	void whenThePatternNamesNoUserThenThereIsNoOwner() {
		assertThat(TopicPattern.parse("a.*").owner(TopicRules.segments("a.b"))).isNull();
		assertThat(TopicPattern.parse("a.*").hasOwner()).isFalse();
		assertThat(TopicPattern.parse("a.{user}").hasOwner()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "a.", ".a", "a..b", "room*", "room.1*", "***", "a.{user", "a.{name}", "a-{user}",
			"a.{USER}", "{user}.{user}", "**.{user}.**", "a b", "a.\u00e9", "a.%2", "a\n", "a.(b)", "[a]", "?" })
	void whenAPatternCannotBeMeantThenItIsRefusedByName(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.parse(pattern))
			.withMessageContaining("\"" + pattern + "\"");
	}

	@Test
	void patternsMatchWhatTheirDefinitionSays() {
		Random random = new Random(11);
		String[] inPatterns = { "a", "b", "*", "**", "**" };
		String[] inTopics = { "a", "b", "c" };
		int matched = 0;
		for (int i = 0; i < 50_000; i++) {
			List<String> pattern = draw(random, inPatterns, 6);
			List<String> topic = draw(random, inTopics, 8);
			boolean expected = defined(pattern, topic);
			matched += expected ? 1 : 0;
			assertThat(TopicPattern.parse(String.join(".", pattern)).matches(topic.toArray(String[]::new)))
				.as("%s on %s", pattern, topic)
				.isEqualTo(expected);
		}
		assertThat(matched).isBetween(5000, 45_000);
	}

	@Test
	@Timeout(5)
	void whenATopicNearlyMatchesManyWildcardsThenItIsStillRefusedFast() {
		TopicPattern pattern = TopicPattern.parse("**.a.".repeat(40) + "z");
		String[] topic = "a.".repeat(99).concat("b").split("\\.");
		assertThat(pattern.matches(topic)).isFalse();
	}

	private static List<String> draw(Random random, String[] segments, int max) {
		List<String> drawn = new ArrayList<>();
		int size = 1 + random.nextInt(max);
		for (int i = 0; i < size; i++) {
			drawn.add(segments[random.nextInt(segments.length)]);
		}
		return drawn;
	}

	private static boolean defined(List<String> pattern, List<String> topic) {
		if (pattern.isEmpty()) {
			return topic.isEmpty();
		}
		String first = pattern.get(0);
		List<String> rest = pattern.subList(1, pattern.size());
		if (first.equals("**")) {
			return defined(rest, topic) || (!topic.isEmpty() && defined(pattern, topic.subList(1, topic.size())));
		}
		return !topic.isEmpty() && (first.equals("*") || first.equals(topic.get(0)))
				&& defined(rest, topic.subList(1, topic.size()));
	}

}
