package dev.realtime.connection;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionIdsTests {

	@Test
	void idsAreDistinctAndFitIntoHeadersAndUrls() {
		ConnectionIds ids = new ConnectionIds();
		assertThat(Stream.generate(ids::next).limit(1000)).doesNotHaveDuplicates()
			.allSatisfy((id) -> assertThat(id).matches("[A-Za-z0-9_-]{22}"));
	}

}
