package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StampScanner}.
 */
class StampScannerTests {

	private final List<String> stamps = new ArrayList<>();

	@Test
	void findsStampsWhateverIsAroundThem() {
		byte[] bytes = bytes("\"bench\":1\"bench\"\"\"bench\":\"0000000007.0000000000000000042\",\"pad\":\"xx\"}\n\n"
				+ event(8, 43) + "\"bench\"");
		int rest = StampScanner.scan(bytes, 0, bytes.length, this::add);
		assertThat(this.stamps).containsExactly("7.42", "8.43");
		assertThat(rest).isEqualTo("\"bench\"".length());
	}

	@Test
	void findsEveryStampWhereverTheStreamIsCut() {
		byte[] bytes = bytes("data: " + event(1, 10) + "\n\ndata: " + event(2, 20) + "\n\n");
		for (int cut = 0; cut <= bytes.length; cut++) {
			this.stamps.clear();
			int rest = StampScanner.scan(bytes, 0, cut, this::add);
			StampScanner.scan(bytes, cut - rest, bytes.length, this::add);
			assertThat(this.stamps).as("cut at " + cut).containsExactly("1.10", "2.20");
		}
	}

	@Test
	void keepsNoMoreThanAStamp() {
		byte[] bytes = bytes(event(1, 10));
		for (int cut = 0; cut <= bytes.length; cut++) {
			assertThat(StampScanner.scan(bytes, 0, cut, this::add)).isBetween(0, StampScanner.MAX_REST);
		}
	}

	@Test
	void payloadsHaveTheirSizeAndTheLargestNumbers() {
		Payload payload = new Payload(150);
		byte[] bytes = payload.stamped(9_999_999_999L, Long.MAX_VALUE);
		assertThat(bytes).hasSize(150);
		StampScanner.scan(bytes, 0, bytes.length, this::add);
		assertThat(this.stamps).containsExactly("9999999999." + Long.MAX_VALUE);
		assertThat(new String(bytes, StandardCharsets.US_ASCII)).startsWith("{\"bench\":\"9999999999.")
			.endsWith("x\"}");
	}

	private void add(long seq, long nanos) {
		this.stamps.add(seq + "." + nanos);
	}

	private static String event(long seq, long nanos) {
		return new String(new Payload(80).stamped(seq, nanos), StandardCharsets.US_ASCII);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
