package dev.realtime.security;

import dev.realtime.security.OriginCheck.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RefusedOriginsTests {

	private final RefusedOrigins origins = new RefusedOrigins();

	@Test
	void whenAnOriginIsRefusedAgainThenItIsWarnedOfOnceWithTheRemedy(CapturedOutput output) {
		refused("https://evil.com");
		refused("https://evil.com");
		assertThat(output.getAll().split("WARN", -1)).hasSize(2);
		assertThat(output).contains("\"https://evil.com\"", "http://own", "server.forward-headers-strategy",
				"realtime.allowed-origins");
		refused(null);
		assertThat(output).contains("(none)");
	}

	@Test
	void whenAnOriginHoldsControlCharactersThenTheLogStaysOneLine(CapturedOutput output) {
		refused("https://e\r\n\u001b[31m\u2028\u202evil\"" + "x".repeat(5000));
		assertThat(output.getAll()).contains("https://e???[31m??vil?xxx").hasSizeLessThan(1000);
		assertThat(output.getAll().strip().lines()).hasSize(1);
	}

	@Test
	void whenOriginsAreMadeUpThenTheWarningsEnd(CapturedOutput output) {
		for (int i = 0; i < 1000; i++) {
			refused("https://evil" + i + ".com");
		}
		assertThat(output.getAll().split("WARN", -1)).hasSize(101);
	}

	private void refused(String origin) {
		this.origins.refused(new OriginCheck(Kind.STREAM, origin, null, false, "http://own"));
	}

}
