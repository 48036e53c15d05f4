package dev.realtime.sample;

import java.util.Map;

import dev.realtime.Transport;
import dev.realtime.test.RealtimeTestClient;
import dev.realtime.test.ReceivedFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class SampleHandlersIT {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whatIsSaidComesBackToWhoeverSaidItAndGoesToAllOthers(Transport transport) {
		try (RealtimeTestClient mine = tab(transport); RealtimeTestClient other = tab(Transport.SSE)) {
			String id = mine.send("chat.line", Map.of("by", " Ann ", "text", "Hello"));
			assertThat(mine.awaitReply(id).payload().toString()).isEqualTo("{\"by\":\"Ann\",\"text\":\"Hello\"}");
			assertThat(mine.awaitEvent().messageId()).isEqualTo(id);
			ReceivedFrame.Event heard = other.awaitEvent();
			assertThat(heard.payload().path("text").stringValue()).isEqualTo("Hello");
			assertThat(mine.awaitReply(mine.send("chat.line", Map.of("by", "Ann", "text", ""))).code())
				.isEqualTo("invalid");
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void theFormIsCheckedByTheRulesThatHoldWhenItIsSent(Transport transport) {
		try (RealtimeTestClient tab = tab(transport)) {
			Map<String, Object> wrong = Map.of("name", "Ann", "email", "nowhere", "seats", 9);
			assertThat(tab.awaitReply(tab.send("booking.check", wrong)).payload().toString()).isEqualTo(
					"{\"email\":\"must be a well-formed email address\",\"seats\":\"must be less than or equal to 8\"}");
			ReceivedFrame.Reply refused = tab.awaitReply(tab.send("booking.book", wrong));
			assertThat(refused.payload().path("message").stringValue())
				.isEqualTo("email must be a well-formed email address; seats must be less than or equal to 8");
			Map<String, Object> right = Map.of("name", "Ann", "email", "ann@example.org", "seats", 1);
			assertThat(tab.awaitReply(tab.send("booking.check", right)).payload()).isEmpty();
			assertThat(tab.awaitReply(tab.send("booking.book", right)).payload().path("left").intValue()).isBetween(0,
					19);
		}
	}

	private RealtimeTestClient tab(Transport transport) {
		RealtimeTestClient tab = RealtimeTestClient.forPort(this.port)
			.transport(transport)
			.topics("public.chat")
			.connect();
		tab.awaitReady();
		return tab;
	}

}
