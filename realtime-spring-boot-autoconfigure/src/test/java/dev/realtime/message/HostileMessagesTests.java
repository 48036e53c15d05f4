package dev.realtime.message;

import java.nio.charset.StandardCharsets;

import dev.realtime.Fuzz;
import dev.realtime.RealtimeTopics;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends is a proper message, or refused as none.
 */
class HostileMessagesTests {

	private static final String[] GOOD = { "{\"type\":\"chat.message\",\"id\":\"4\",\"payload\":{\"a\":[1,2.50,null]}}",
			"{\"type\":\"rt.subscribe\",\"id\":\"1\",\"payload\":{\"topics\":[\"a.b\"],\"since\":\"k3x9qa.1\"}}",
			"{\"type\":\"rt.publish\",\"payload\":{\"topic\":\"room.1\",\"type\":\"t\",\"data\":{\"x\":\"\\u00e9\"}}}",
			"[{\"type\":\"a\"},{\"type\":\"b\",\"id\":\"2\"}]", "" };

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final MessageParser parser = new MessageParser(32);

	@Test
	void whenTextIsSentThenItIsAMessageOrRefused() {
		Fuzz.texts((text) -> {
			try {
				assertProper(this.parser.parse(text));
			}
			catch (MessageRefusedException ex) {
				assertThat(ex.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
				assertThat(ex.getMessage()).hasSizeLessThan(200);
			}
		}, GOOD);
	}

	@Test
	void whenBytesArePostedThenTheyAreMessagesOrRefused() {
		Fuzz.bytes((body) -> {
			try {
				JsonNode node = this.parser.parseBody(body);
				assertThat(node.isObject() || node.isArray()).isTrue();
				assertThat(new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8)).isEqualTo(body);
			}
			catch (MessageRefusedException ex) {
				assertThat(ex.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
			}
		}, GOOD);
	}

	@Test
	void whenPayloadIsReadThenItsMembersAreReadOrRefused() {
		Fuzz.texts((text) -> {
			try {
				ClientMessage message = this.parser.parse(text);
				message.text("since");
				message.topics().forEach(RealtimeTopics::isValid);
			}
			catch (MessageRefusedException ex) {
				assertThat(ex.code()).isIn(ErrorCode.BAD_MESSAGE, ErrorCode.INVALID);
			}
		}, GOOD);
	}

	private void assertProper(ClientMessage message) {
		assertThat(RealtimeTopics.isValidType(message.type())).isTrue();
		if (message.id() != null) {
			assertThat(message.id()).hasSizeLessThanOrEqualTo(64);
		}
		assertThat(depth(message.payload())).isLessThan(32);
		if (!message.payload().isMissingNode()) {
			String written = new String(this.parser.write(message.payload()), StandardCharsets.UTF_8);
			assertThat(JSON.readTree(written).getNodeType()).isEqualTo(message.payload().getNodeType());
			assertThat(written).doesNotContain("\n", "\r", "\0");
		}
	}

	private static int depth(JsonNode node) {
		int deepest = 0;
		for (JsonNode child : node) {
			deepest = Math.max(deepest, depth(child));
		}
		return node.isContainer() ? deepest + 1 : 0;
	}

}
