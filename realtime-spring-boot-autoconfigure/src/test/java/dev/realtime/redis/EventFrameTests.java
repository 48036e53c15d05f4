package dev.realtime.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.TraceContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EventFrameTests {

	@Test
	void allFieldsAreUnpacked() {
		EventFrame frame = EventFrame.unpack("orders.1", frame(1, 7, "abcdefgh", "order.updated", "m1", "{\"ä\":1}"));
		assertThat(frame.expires()).isEqualTo(99);
		assertThat(frame.event().topic()).isEqualTo("orders.1");
		assertThat(frame.event().type()).isEqualTo("order.updated");
		assertThat(frame.event().position()).isEqualTo(new Position("abcdefgh", 7));
		assertThat(frame.event().prev()).isEqualTo(5);
		assertThat(frame.event().timestamp()).isEqualTo(1234);
		assertThat(frame.event().messageId()).isEqualTo("m1");
		assertThat(frame.event().payload()).asString(StandardCharsets.UTF_8).isEqualTo("{\"ä\":1}");
	}

	@Test
	void withoutOffsetItIsEphemeralAndWithoutIdThereIsNone() {
		EventFrame frame = EventFrame.unpack("a", frame(1, 0, "abcdefgh", "t", "", "1"));
		assertThat(frame.event().isEphemeral()).isTrue();
		assertThat(frame.event().messageId()).isNull();
	}

	@Test
	void whenVersionIsNotKnownThenNothingIsUnpacked() {
		assertThat(EventFrame.unpack("a", frame(3, 1, "abcdefgh", "t", "", "1"))).isNull();
	}

	@Test
	void aFrameOfTheFirstVersionCarriesNoTraceAndOneOfTheSecondDoes() {
		assertThat(EventFrame.unpack("a", frame(1, 1, "abcdefgh", "t", "", "\0\2b:")).event().trace())
			.isSameAs(TraceContext.NONE);
		PublishedEvent event = EventFrame.unpack("a", frame(2, 1, "abcdefgh", "t", "", "\0\4b3:1[]")).event();
		assertThat(event.trace().get("b3")).isEqualTo("1");
		assertThat(event.payload()).asString().isEqualTo("[]");
	}

	@Test
	void whenTheTraceIsOddThenTheEventIsThereWithoutIt() {
		PublishedEvent event = EventFrame.unpack("a", frame(2, 1, "abcdefgh", "t", "", "\0\3b\0:[]")).event();
		assertThat(event.trace()).isSameAs(TraceContext.NONE);
		assertThat(event.payload()).asString().isEqualTo("[]");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EventFrame.unpack("a", frame(2, 1, "abcdefgh", "t", "", "\0\7b:")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "rt.close", "a\ndata: {}\n\nevent: b", "a\r", "a\0", "a b" })
	void whenTypeIsNoneThenItIsAMessage(String type) {
		assertThat(EventFrame.unpack("a", frame(1, 1, "abcdefgh", type, "", "1")).event().type()).isEqualTo("message");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 8, 25, 26, 30, 42, 44 })
	void whenFrameIsCutShortThenItIsRefused(int length) {
		byte[] cut = ByteBuffer.allocate(length).put(frame(1, 1, "abcdefgh", "t", "", "1"), 0, length).array();
		assertThatIllegalArgumentException().isThrownBy(() -> EventFrame.unpack("a", cut)).withMessageContaining("a");
	}

	private static byte[] frame(int version, long offset, String epoch, String type, String id, String payload) {
		byte[] body = payload.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(26 + epoch.length() + 12 + type.length() + id.length() + body.length)
			.put((byte) version)
			.putLong(offset)
			.putLong(5)
			.putLong(99)
			.put((byte) epoch.length())
			.put(Reply.bytes(epoch))
			.putLong(1234)
			.putShort((short) type.length())
			.put(Reply.bytes(type))
			.putShort((short) id.length())
			.put(Reply.bytes(id))
			.put(body)
			.array();
	}

}
