package dev.realtime;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TraceContextTests {

	@Test
	void whatWasWrittenIsReadAgain() {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("traceparent", "00-1-2-01");
		fields.put("tracestate", "a=b:c,d=\"e\"");
		TraceContext context = TraceContext.of(fields);
		assertThat(context.text()).isEqualTo("traceparent:00-1-2-01\ntracestate:a=b:c,d=\"e\"\n");
		assertThat(context.get("tracestate")).isEqualTo("a=b:c,d=\"e\"");
		assertThat(context.get("trace")).isNull();
		assertThat(TraceContext.parse(context.text())).isEqualTo(context).hasSameHashCodeAs(context);
	}

	@Test
	void withoutFieldsThereIsNothing() {
		assertThat(TraceContext.of(Map.of())).isSameAs(TraceContext.NONE);
		assertThat(TraceContext.parse("")).isSameAs(TraceContext.NONE);
		assertThat(TraceContext.NONE.get("traceparent")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\nb: c", "\r", "\0", "\u00e4", "\u2028" })
	void whatIsNotPrintableIsLeftOut(String text) {
		assertThat(TraceContext.of(Map.of("a", text)).isEmpty()).isTrue();
		assertThat(TraceContext.of(Map.of(text, "a")).isEmpty()).isTrue();
		assertThat(TraceContext.parse("a:" + text).get("a")).isIn(null, "a");
	}

	@Test
	void whatIsTooLongIsLeftOutAndTheRestIsKept() {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("traceparent", "00-1-2-01");
		fields.put("baggage", "x".repeat(4096));
		fields.put("tracestate", "a=b");
		assertThat(TraceContext.of(fields).text()).isEqualTo("traceparent:00-1-2-01\ntracestate:a=b\n");
		assertThat(TraceContext.parse("a:" + "x".repeat(4095))).isSameAs(TraceContext.NONE);
	}

}
