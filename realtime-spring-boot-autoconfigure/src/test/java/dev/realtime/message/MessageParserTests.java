package dev.realtime.message;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageParserTests {

	private final MessageParser parser = new MessageParser(32);

	@Test
	void messageIsRead() {
		ClientMessage message = this.parser.parse("{\"type\":\"chat.message\",\"id\":\"4\",\"payload\":{\"a\":1}}");
		assertThat(message.type()).isEqualTo("chat.message");
		assertThat(message.id()).isEqualTo("4");
		assertThat(message.payload().path("a").intValue()).isEqualTo(1);
	}

	@Test
	void idAndPayloadMayBeLeftOut() {
		ClientMessage message = this.parser.parse("{\"type\":\"a\"}");
		assertThat(message.id()).isNull();
		assertThat(message.payload().isMissingNode()).isTrue();
		assertThat(this.parser.parse("{\"type\":\"a\",\"id\":null}").id()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "hello", "1", "null", "\"text\"", "[]", "[{\"type\":\"a\"}]", "{",
			"{\"type\":\"a\"", "{\"type\":\"a\"}}", "{\"type\":\"a\"}{\"type\":\"a\"}", "{type:'a'}",
			"{\"type\":\"a\",\"type\":\"b\"}", "{\"type\":\"a\",\"payload\":{\"x\":1,\"x\":2}}", "{}", "{\"type\":1}",
			"{\"type\":\"\"}", "{\"type\":\"a b\"}", "{\"type\":\"a\\nb\"}", "{\"type\":\"a\",\"id\":5}",
			"{\"type\":\"a\",\"id\":{}}", "{\"type\":\"a\",\"id\":\"\\ud800\"}", "{\"type\":\"a\",\"payload\":NaN}",
			"{\"type\":\"a\"} // x" })
	void whatIsNoMessageIsRefused(String text) {
		assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> this.parser.parse(text))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
	}

	@Test
	void refusalCarriesTheIdThatCouldBeRead() {
		assertThatExceptionOfType(MessageRefusedException.class)
			.isThrownBy(() -> this.parser.parse("{\"id\":\"7\",\"payload\":1}"))
			.satisfies((ex) -> assertThat(ex.id()).isEqualTo("7"));
	}

	@Test
	void idHasAtMost64Characters() {
		assertThat(this.parser.parse("{\"type\":\"a\",\"id\":\"" + "x".repeat(64) + "\"}").id()).hasSize(64);
		assertThatExceptionOfType(MessageRefusedException.class)
			.isThrownBy(() -> this.parser.parse("{\"type\":\"a\",\"id\":\"" + "x".repeat(65) + "\"}"));
	}

	@Test
	void depthIsLimitedHoweverItIsSent() {
		String deepest = nested(31);
		String tooDeep = nested(32);
		assertThat(this.parser.parse(deepest).type()).isEqualTo("a");
		assertThat(this.parser.parseBody(bytes(deepest)).isObject()).isTrue();
		assertThat(this.parser.parseBody(bytes("[" + deepest + "]")).isArray()).isTrue();
		assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> this.parser.parse(tooDeep));
		assertThatExceptionOfType(MessageRefusedException.class)
			.isThrownBy(() -> this.parser.parseBody(bytes(tooDeep)));
		assertThatExceptionOfType(MessageRefusedException.class)
			.isThrownBy(() -> this.parser.parseBody(bytes(" [" + tooDeep + "]")));
		assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> this.parser.parse(nested(30_000)));
	}

	@Test
	void bodyMustBeUtf8() {
		byte[] latin1 = "{\"type\":\"a\",\"id\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
		byte[] utf16 = "{\"type\":\"a\"}".getBytes(StandardCharsets.UTF_16BE);
		byte[] surrogate = { '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"' };
		byte[] overlong = { '"', (byte) 0xC0, (byte) 0xAF, '"' };
		for (byte[] body : new byte[][] { latin1, utf16, surrogate, overlong }) {
			assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> this.parser.parseBody(body));
		}
		assertThat(this.parser.parseBody(bytes("{\"type\":\"é€😀\"}")).path("type").stringValue()).isEqualTo("é€😀");
	}

	@Test
	void bodyIsAnObjectOrAnArray() {
		assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> this.parser.parseBody(bytes("3")));
		assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> this.parser.parseBody(new byte[0]));
		assertThat(this.parser.parseBody(bytes("\n[1,{}]")).size()).isEqualTo(2);
	}

	@Test
	void numbersKeepTheirDigits() {
		String numbers = "[1.10,0.12345678901234567890123,123456789012345678901234567890,1E+400]";
		ClientMessage message = this.parser.parse("{\"type\":\"a\",\"payload\":" + numbers + "}");
		assertThat(this.parser.write(message.payload())).asString(StandardCharsets.UTF_8).isEqualTo(numbers);
	}

	@Test
	void halfCharactersStayEscaped() {
		ClientMessage message = this.parser.parse("{\"type\":\"a\",\"payload\":\"\\ud800x\"}");
		assertThat(this.parser.write(message.payload())).asString(StandardCharsets.UTF_8).isEqualTo("\"\\uD800x\"");
	}

	private static String nested(int levels) {
		return "{\"type\":\"a\",\"payload\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
