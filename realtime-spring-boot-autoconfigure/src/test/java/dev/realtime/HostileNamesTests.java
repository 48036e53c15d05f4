package dev.realtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What passes for a name or a position can go anywhere: into frames, keys and logs.
 */
class HostileNamesTests {

	private static final String PLAIN = "[\\x21-\\x7E&&[^\"{}\\[\\]\\\\<>&?#,;=*'`|^~$!()]]+";

	@Test
	void whenTextIsAPositionThenItIsWrittenAsItWasRead() {
		Fuzz.texts((text) -> {
			Position position = Position.parse(text);
			if (position != null) {
				assertThat(position).hasToString(text);
				assertThat(text).matches(PLAIN);
			}
		}, "k3x9qa.10482", "abcdefgh.0", "abcdefgh.999999999999999999", "k3x9qa.10482~abcdefgh.7", "");
	}

	@Test
	void whenTextIsATopicThenItIsHarmless() {
		Fuzz.texts((text) -> {
			if (RealtimeTopics.isValid(text)) {
				assertThat(text).matches(PLAIN)
					.hasSizeLessThanOrEqualTo(200)
					.doesNotContain("..")
					.doesNotStartWith(".")
					.doesNotEndWith(".");
			}
		}, "orders.42", "user.alice@example%2Ecom", "a", "room:1/2@x+y-z", "");
	}

	@Test
	void whenTextIsATypeThenItIsHarmless() {
		Fuzz.texts((text) -> {
			if (RealtimeTopics.isValidType(text)) {
				assertThat(text).matches("[A-Za-z0-9_.-]{1,64}");
			}
		}, "order.updated", "message", "rt.close", "");
	}

	@Test
	void whenNamesDifferThenTheirSegmentsDo() {
		Map<String, String> names = new HashMap<>();
		Fuzz.texts((name) -> {
			String segment = RealtimeTopics.encode(name);
			assertThat(names.merge(segment, name, (first, second) -> first)).isEqualTo(name);
			assertThat(segment).doesNotContain(".").matches("[A-Za-z0-9_@:+%-]*");
			if (StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
				assertThat(decoded(segment)).isEqualTo(name);
			}
		}, "alice", "alice@example.com", "Ålice", "a.b", "a%2Eb", "");
	}

	private static String decoded(String segment) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < segment.length(); i++) {
			if (segment.charAt(i) == '%') {
				bytes.write(Integer.parseInt(segment.substring(i + 1, i + 3), 16));
				i += 2;
			}
			else {
				bytes.write(segment.charAt(i));
			}
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
