package dev.realtime.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonLine}.
 */
class JsonLineTests {

	@Test
	void othersReadWhatWasWritten() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("whole", 7L);
		values.put("small", 1.5e-7);
		values.put("text", "a \"b\" \\ c\nd\u0001é");
		String line = JsonLine.of(values);
		assertThat(line).doesNotContain("\n");
		JsonNode read = JsonMapper.shared().readTree(line);
		assertThat(read.path("whole").asLong()).isEqualTo(7);
		assertThat(read.path("small").asDouble()).isEqualTo(1.5e-7);
		assertThat(read.path("text").asString()).isEqualTo("a \"b\" \\ c\nd\u0001é");
	}

}
