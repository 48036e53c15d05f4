package dev.realtime.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class ClientScriptTests {

	private final ClientScript script = new ClientScript("export const a = 1;".getBytes(StandardCharsets.UTF_8));

	@Test
	void theScriptOfThisVersionIsThere() {
		ScriptFile file = ClientScript.load().fileFor(List.of());
		assertThat(new String(file.content(), StandardCharsets.UTF_8)).contains("export").contains("connect");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "gzip, deflate, br, zstd", "br;q=1.0, GZIP;q=0.5", "deflate,gzip ; q=0.001" })
	void whoUnderstandsGzipGetsIt(String accepted) throws IOException {
		ScriptFile file = this.script.fileFor(List.of(accepted));
		assertThat(file.headers().getFirst(HttpHeaders.CONTENT_ENCODING)).isEqualTo("gzip");
		assertThat(new GZIPInputStream(new ByteArrayInputStream(file.content()))).hasContent("export const a = 1;");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "identity", "br", "*", "gzip;q=0", "gzip; q=0.000, br", "x-gzip-not" })
	void whoDoesNotGetsItAsItIs(String accepted) {
		ScriptFile file = this.script.fileFor(List.of(accepted));
		assertThat(file.headers().containsHeader(HttpHeaders.CONTENT_ENCODING)).isFalse();
		assertThat(file.content()).asString(StandardCharsets.UTF_8).isEqualTo("export const a = 1;");
	}

	@Test
	void whenItDiffersInAnyByteOrInItsEncodingThenSoDoesItsTag() {
		ClientScript same = new ClientScript("export const a = 1;".getBytes(StandardCharsets.UTF_8));
		ClientScript other = new ClientScript("export const a = 2;".getBytes(StandardCharsets.UTF_8));
		assertThat(tag(this.script, "br")).isEqualTo(tag(same, "br")).matches("\"[0-9a-f]{32}\"");
		assertThat(List.of(tag(this.script, "br"), tag(this.script, "gzip"), tag(other, "br"), tag(other, "gzip")))
			.doesNotHaveDuplicates();
	}

	private static String tag(ClientScript script, String accepted) {
		return script.fileFor(List.of(accepted)).tag();
	}

}
