package dev.realtime.autoconfigure;

import java.security.SecureRandom;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NodeName}.
 */
class NodeNameTests {

	@Test
	void whenThereIsANodeIdThenTheNameBeginsWithItAndIsAnotherAtEachStart() {
		SecureRandom random = new SecureRandom();
		String first = NodeName.create("web-1", random);
		assertThat(first).matches("web-1-[a-z0-9]{10}").isNotEqualTo(NodeName.create("web-1", random));
	}

	@Test
	void whenThereIsNoNodeIdThenTheNameIsRandom() {
		assertThat(NodeName.create("", new Random(1))).matches("[a-z0-9]{10}")
			.isNotEqualTo(NodeName.create("", new Random(2)));
	}

}
