package dev.realtime.actuate;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeInfoContributor}.
 */
class RealtimeInfoContributorTests {

	private final AtomicInteger port = new AtomicInteger();

	@Test
	void whatTheNodeIsIsSaid() {
		assertThat(told(contributor("1.2.3", false))).isEqualTo(Map.of("version", "1.2.3", "node", "n1", "engine",
				"local", "transports", List.of("sse"), "endpoints", List.of("GET /realtime/sse")));
	}

	@Test
	void whenTheVersionIsNotKnownThenItIsLeftOut() {
		assertThat(told(contributor(null, false))).containsKey("node").doesNotContainKeys("version", "serverPort");
	}

	@Test
	void whenThereIsAServerBesideThenItsPortIsToldWhileItRuns() {
		RealtimeInfoContributor contributor = contributor("1.2.3", true);
		assertThat(told(contributor)).doesNotContainKey("serverPort");
		this.port.set(8081);
		assertThat(told(contributor)).containsEntry("serverPort", 8081);
	}

	private RealtimeInfoContributor contributor(String version, boolean server) {
		RealtimeNode node = new RealtimeNode("n1", "local", version, List.of("sse"), List.of("GET /realtime/sse"),
				new RealtimeNode.Limits(0, 0, 0, "close-oldest", 128, 10, 1, 1, 1, 1, 1));
		return new RealtimeInfoContributor(node, server ? this.port::get : null);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> told(RealtimeInfoContributor contributor) {
		Info.Builder builder = new Info.Builder();
		contributor.contribute(builder);
		return (Map<String, Object>) builder.build().get("realtime");
	}

}
