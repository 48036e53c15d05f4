package dev.realtime.hub;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.realtime.InvalidPayloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link PayloadEncoder}.
 */
class PayloadEncoderTests {

	private final PayloadEncoder encoder = new PayloadEncoder(JsonMapper.builder().build(), 4);

	@Test
	void whenDataIsGivenThenItIsWrittenAsJson() {
		assertThat(this.encoder.encode(Map.of("a", 1))).asString().isEqualTo("{\"a\":1}");
		assertThat(this.encoder.encode("é")).asString(StandardCharsets.UTF_8).isEqualTo("\"é\"");
		assertThat(this.encoder.encode(null)).asString().isEqualTo("null");
	}

	@Test
	void whenDataCannotBeWrittenThenItsClassIsNamed() {
		assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> this.encoder.encode(new Failing()))
			.withMessageContaining(Failing.class.getName())
			.withMessageContaining("JsonMapper");
	}

	@Test
	void whenDataContainsItselfThenItIsRefused() {
		assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> this.encoder.encode(new Cycle()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "null", "true", "-1.5e3", "\"x\"", " \r\n\t{ \"a\" : [ 1 , 2 ] } \n",
			"[[[[1]]]]", "\"\\ud800\"", "\"\u2028\ud83d\ude00\"" })
	void whenJsonIsOneValueThenItIsAccepted(String json) {
		assertThatNoException().isThrownBy(() -> check(json));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "{", "{}{}", "1 2", "{} x", "[1,]", "{'a':1}", "{\"a\":1}//", "/**/1", "NaN",
			"01", "\"a\nb\"", "\"\\x\"", "tru", "{\"a\":1,}", "\ufeff{}", "\"a", "]" })
	void whenJsonIsNotOneValueThenItIsRefused(String json) {
		assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> check(json));
	}

	@Test
	void whenJsonIsNestedDeeperThanAllowedThenTheLimitIsNamed() {
		assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> check("[[[[[1]]]]]"))
			.withMessageContaining("4 levels");
	}

	@Test
	void whenJsonIsNotStrictUtf8ThenItIsRefused() {
		byte[][] malformed = { { '"', (byte) 0xC0, (byte) 0x80, '"' },
				{ '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"' }, { '"', (byte) 0xE9, '"' },
				{ '"', 'a', '"', ' ', (byte) 0xFF }, { '1', ' ', (byte) 0xC3 } };
		for (byte[] json : malformed) {
			assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> this.encoder.check(json))
				.withMessage("The payload is not UTF-8");
		}
	}

	@Test
	void whenJsonIsInAnotherEncodingThenItIsRefused() {
		assertThatExceptionOfType(InvalidPayloadException.class)
			.isThrownBy(() -> this.encoder.check("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)));
	}

	@Test
	void whenJsonIsRefusedThenTheMessageDoesNotRepeatIt() {
		assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> check("{\"a\": secret}"))
			.withMessage("The payload is not JSON from character 6 on");
	}

	private void check(String json) {
		this.encoder.check(json.getBytes(StandardCharsets.UTF_8));
	}

	static class Failing {

		public String getValue() {
			throw new IllegalStateException("boom");
		}

	}

	static class Cycle {

		public Cycle getSelf() {
			return this;
		}

	}

}
