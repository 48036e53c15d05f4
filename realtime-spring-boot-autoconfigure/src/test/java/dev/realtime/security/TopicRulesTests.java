package dev.realtime.security;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.realtime.RealtimeTopics;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicRulesTests {

	private final RealtimeUser alice = new RealtimeUser("alice");

	private final TopicRules builtIn = TopicRules.of(List.of()).appendBuiltIn();

	@Test
	void whenThereIsNoRuleThenNobodyMay() {
		RealtimeUser admin = new RealtimeUser("root", Set.of("ROLE_ADMIN"), null);
		for (TopicAction action : TopicAction.values()) {
			assertThat(may(TopicRules.of(List.of()), admin, action, "public.news")).isFalse();
			assertThat(may(this.builtIn, admin, action, "orders.1")).isFalse();
		}
	}

	@Test
	void builtInRulesLetSubscribeToPublicTopicsAndOnesOwn() {
		assertThat(subscribes(this.builtIn, RealtimeUser.ANONYMOUS, "public.news")).isTrue();
		assertThat(subscribes(this.builtIn, this.alice, "user.alice")).isTrue();
		assertThat(subscribes(this.builtIn, this.alice, "user.bob")).isFalse();
		assertThat(subscribes(this.builtIn, this.alice, "user.Alice")).isFalse();
		assertThat(subscribes(this.builtIn, this.alice, "user.alice.b")).isFalse();
		assertThat(subscribes(this.builtIn, RealtimeUser.ANONYMOUS, "user.alice")).isFalse();
		for (String topic : List.of("public.news", "user.alice")) {
			assertThat(may(this.builtIn, this.alice, TopicAction.PUBLISH, topic)).isFalse();
			assertThat(may(this.builtIn, this.alice, TopicAction.PRESENCE, topic)).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.b", "*", "**", "{user}", "alice@example.com", "\u00e9", "a%2Eb", "A B", "\r\n" })
	void whenAUserNameIsOddThenItOwnsExactlyItsOwnTopic(String name) {
		RealtimeUser user = new RealtimeUser(name);
		String own = RealtimeTopics.isValid("user." + RealtimeTopics.encode(name))
				? "user." + RealtimeTopics.encode(name) : "";
		boolean blank = name.isBlank();
		assertThat(subscribes(this.builtIn, user, own)).isEqualTo(!blank);
		for (String other : List.of("user.a", "user.a.b", "user.alice", "user.%2A", "user.%2a", "user.x",
				"user." + name)) {
			assertThat(subscribes(this.builtIn, user, other)).as(other).isEqualTo(!blank && other.equals(own));
		}
	}

	@Test
	void theFirstRuleThatMatchesDecidesAlone() {
		TopicRules rules = TopicRules.of(List.of(rule("room.secret", "nobody", "nobody"),
				rule("room.*", "authenticated", "role:MOD"), rule("room.**", "anyone", "anyone")));
		assertThat(subscribes(rules, this.alice, "room.secret")).isFalse();
		assertThat(subscribes(rules, this.alice, "room.1")).isTrue();
		assertThat(subscribes(rules, RealtimeUser.ANONYMOUS, "room.1")).isFalse();
		assertThat(subscribes(rules, RealtimeUser.ANONYMOUS, "room.1.x")).isTrue();
		assertThat(may(rules, this.alice, TopicAction.PUBLISH, "room.1")).isFalse();
		RealtimeUser moderator = new RealtimeUser("mod", Set.of("ROLE_MOD"), null);
		assertThat(may(rules, moderator, TopicAction.PUBLISH, "room.1")).isTrue();
	}

	@Test
	void whenATopicIsAnotherUsersThenNoWiderRuleLetsOneIn() {
		TopicRules rules = TopicRules
			.of(List.of(rule("user.{user}", "owner", "nobody"), rule("**", "authenticated", "authenticated")));
		assertThat(subscribes(rules, this.alice, "user.bob")).isFalse();
		assertThat(may(rules, this.alice, TopicAction.PUBLISH, "user.bob")).isFalse();
		assertThat(subscribes(rules, this.alice, "orders.bob")).isTrue();
	}

	@Test
	void whenARuleNamesTheUserThenOnlyTheirOwnTopicsAreMeant() {
		TopicRules rules = TopicRules.of(List.of(rule("inbox.{user}", "anyone", "authenticated")));
		assertThat(may(rules, this.alice, TopicAction.PUBLISH, "inbox.alice")).isTrue();
		assertThat(may(rules, this.alice, TopicAction.PUBLISH, "inbox.bob")).isFalse();
		assertThat(subscribes(rules, RealtimeUser.ANONYMOUS, "inbox.bob")).isFalse();
	}

	@Test
	void whenARuleOfOnesOwnSaysNobodyThenTheBuiltInOneIsClosed() {
		TopicRules rules = TopicRules
			.of(List.of(rule("public.**", "nobody", "nobody"), rule("user.*", "nobody", "nobody")))
			.appendBuiltIn();
		assertThat(subscribes(rules, this.alice, "public.news")).isFalse();
		assertThat(subscribes(rules, this.alice, "user.alice")).isFalse();
		assertThat(rules.asList()).hasSize(3);
	}

	@Test
	void retentionComesFromTheRuleOfTheTopicWhoeverOwnsIt() {
		TopicRule kept = new TopicRule(TopicPattern.parse("user.{user}"), Access.OWNER, Access.NOBODY, 5,
				Duration.ofMinutes(1));
		TopicRules rules = TopicRules.of(List.of(kept)).appendBuiltIn();
		assertThat(rules.match("user.bob")).isSameAs(kept);
		assertThat(rules.match("public.x").maxEvents()).isNull();
		assertThat(rules.match("orders.1")).isNull();
	}

	@Test
	void whenTwoRulesHaveOnePatternThenBothAreNamed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TopicRules.of(List.of(rule("a.*", "anyone", "nobody"), rule("b", "anyone", "nobody"),
					rule("a.*", "nobody", "nobody"))))
			.withMessageContaining("topics[2]")
			.withMessageContaining("\"a.*\"")
			.withMessageContaining("topics[0]");
	}

	@Test
	void whenARuleCannotBeMeantThenItIsRefusedByItsPattern() {
		assertThatIllegalArgumentException().isThrownBy(() -> rule("a.*", "owner", "nobody"))
			.withMessageContaining("\"a.*\"")
			.withMessageContaining("{user}");
		assertThatIllegalArgumentException().isThrownBy(() -> rule("a.*", "nobody", "owner"));
		TopicPattern pattern = TopicPattern.parse("a");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TopicRule(pattern, Access.ANYONE, Access.ANYONE, -1, null))
			.withMessageContaining("max-events");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TopicRule(pattern, Access.ANYONE, Access.ANYONE, null, Duration.ZERO))
			.withMessageContaining("max-age");
	}

	private static TopicRule rule(String pattern, String subscribe, String publish) {
		return new TopicRule(TopicPattern.parse(pattern), Access.parse(subscribe), Access.parse(publish));
	}

	private static boolean subscribes(TopicRules rules, RealtimeUser user, String topic) {
		return may(rules, user, TopicAction.SUBSCRIBE, topic);
	}

	private static boolean may(TopicRules rules, RealtimeUser user, TopicAction action, String topic) {
		return new RuleTopicAuthorizer(rules).authorize(user, action, topic).block();
	}

}
