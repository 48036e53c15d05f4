package dev.realtime.test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SseParserTests {

	private final List<SseParser.Block> blocks = new ArrayList<>();

	private final SseParser parser = new SseParser(this.blocks::add);

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r", "\r\n" })
	void whenFedByteByByteThenEveryLineEndIsUnderstood(String end) {
		String text = String.join(end, "\uFEFFretry: 1500", "event: order", "id: k3x9qa.1", "data: a", "data:  é", "",
				"data", "", "");
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			this.parser.feed(ByteBuffer.wrap(new byte[] { b }));
		}
		assertThat(this.blocks).containsExactly(new SseParser.Block("k3x9qa.1", "order", "a\n é", 1500),
				new SseParser.Block(null, "message", "", -1));
		assertThat(this.parser.lastEventId()).isEqualTo("k3x9qa.1");
	}

	@Test
	void whenBlockHasOnlyACommentAndAnIdThenItMovesTheLastEventId() {
		feed(": hb\nid: k3x9qa.7\n\n");
		assertThat(this.blocks).containsExactly(new SseParser.Block("k3x9qa.7", "message", null, -1));
		assertThat(this.parser.lastEventId()).isEqualTo("k3x9qa.7");
	}

	@Test
	void whenStreamIsCutInsideABlockThenItsIdDoesNotCount() {
		feed("id: 1\ndata: a\n\nid: 2\ndata: b\n");
		assertThat(this.blocks).hasSize(1);
		assertThat(this.parser.lastEventId()).isEqualTo("1");
	}

	@Test
	void whenIdHasANulThenItIsIgnored() {
		feed("id: 1\n\nid: 2\0\ndata: a\n\n");
		assertThat(this.parser.lastEventId()).isEqualTo("1");
		assertThat(this.blocks.get(1).id()).isNull();
	}

	@Test
	void whenRetryIsNoNumberThenItIsIgnored() {
		feed("retry: 1s\ndata: a\n\nretry: 99999999999999999999\ndata: b\n\n");
		assertThat(this.blocks).extracting(SseParser.Block::retry).containsExactly(-1L, -1L);
	}

	@Test
	void whenFieldIsUnknownOrSpacedThenItIsIgnored() {
		feed("foo: bar\n data: x\ndata:y\n\n");
		assertThat(this.blocks).containsExactly(new SseParser.Block(null, "message", "y", -1));
	}

	private void feed(String text) {
		this.parser.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

}
