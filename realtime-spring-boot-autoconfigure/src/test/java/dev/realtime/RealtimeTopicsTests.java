package dev.realtime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RealtimeTopics}.
 */
class RealtimeTopicsTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "orders.42", "user.alice@example%2Ecom", "a:b/c+d-e_f", "A.B", "%20" })
	void topics(String topic) {
		assertThat(RealtimeTopics.isValid(topic)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", ".a", "a.", "a..b", "a b", "a\n", "a\u0000", "a{b}", "%", "%2", "%zz", "a*", "ä",
			"a\u2028b", "a,b" })
	void noTopics(String topic) {
		assertThat(RealtimeTopics.isValid(topic)).isFalse();
	}

	@Test
	void aTopicHasAtMost200Characters() {
		assertThat(RealtimeTopics.isValid("a".repeat(200))).isTrue();
		assertThat(RealtimeTopics.isValid("a".repeat(201))).isFalse();
		assertThat(RealtimeTopics.isValid("a.".repeat(100_000))).isFalse();
	}

	@Test
	void aTypeHasAtMost64PlainCharacters() {
		assertThat(RealtimeTopics.isValidType("order.updated_v-2")).isTrue();
		assertThat(RealtimeTopics.isValidType("a".repeat(65))).isFalse();
		assertThat(RealtimeTopics.isValidType("a:b")).isFalse();
		assertThat(RealtimeTopics.isReservedType("rt.ready")).isTrue();
		assertThat(RealtimeTopics.isReservedType("rtx")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "alice, user.alice", "alice@example.com, user.alice@example%2Ecom", "a.b, user.a%2Eb",
			"a/b, user.a%2Fb", "a%2Eb, user.a%252Eb", "ü, user.%C3%BC", "\uD83D\uDE00, user.%F0%9F%98%80",
			"a b, user.a%20b", "'{user}', user.%7Buser%7D", "'**', user.%2A%2A" })
	void aUserNameIsOneSegment(String name, String topic) {
		assertThat(RealtimeTopics.user(name)).isEqualTo(topic);
		assertThat(RealtimeTopics.isValid(topic)).isTrue();
		assertThat(topic.chars().filter((c) -> c == '.')).hasSize(1);
	}

	@Test
	void halfASurrogatePairIsNobodyElse() {
		assertThat(RealtimeTopics.user("\uD800")).isEqualTo("user.%ED%A0%80").isNotEqualTo(RealtimeTopics.user("?"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t" })
	void nobodyHasNoTopic(String name) {
		assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> RealtimeTopics.user(name));
	}

	@Test
	void aNameThatIsTooLongForATopicIsRefused() {
		assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> RealtimeTopics.user("ü".repeat(40)))
			.withMessageNotContaining("\n");
	}

}
