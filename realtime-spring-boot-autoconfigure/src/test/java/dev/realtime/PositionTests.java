package dev.realtime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Position}.
 */
class PositionTests {

	@Test
	void itsTextIsReadBack() {
		Position position = new Position("k3x9qa", 10482);
		assertThat(position).hasToString("k3x9qa.10482");
		assertThat(Position.parse("k3x9qa.10482")).isEqualTo(position);
		assertThat(Position.parse("abcdefgh.0")).isEqualTo(new Position("abcdefgh", 0));
		assertThat(Position.parse("abcdef.999999999999999999")).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "k3x9qa", "k3x9qa.", ".5", "k3x9qa.-1", "k3x9qa.+1", "k3x9qa.01", "k3x9qa.1.2",
			"K3X9QA.1", "k3x9q.1", "k3x9qabcd.1", "k3x9qa.9999999999999999999", "k3x9qa.1~x.2", " k3x9qa.1",
			"k3x9qa.1\n", "k3x9qa.\u0661" })
	void anythingElseIsNoPosition(String text) {
		assertThat(Position.parse(text)).isNull();
	}

}
