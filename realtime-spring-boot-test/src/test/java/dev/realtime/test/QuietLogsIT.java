package dev.realtime.test;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients send stays out of the log, even if all that the library says is logged.
 */
@ExtendWith(OutputCaptureExtension.class)
class QuietLogsIT {

	private static final String SECRET = "s3cr3t-7c1f";

	@Test
	void whenClientsSendSecretsThenNoneIsLogged(CapturedOutput output) {
		try (TestApp app = TestApp.start("logging.level.dev.realtime=trace")) {
			String query = "topic=orders.1&token=" + SECRET + "&ticket=" + SECRET;
			try (RawHttp sse = RawHttp.get(app.port(), "/sse?" + query, "Authorization: Bearer " + SECRET);
					RawHttp refused = RawHttp.get(app.port(), "/sse?user=evil&" + query, "Cookie: SESSION=" + SECRET);
					RawHttp broken = RawHttp.get(app.port(), "/sse?topic=%0A" + SECRET);
					RawHttp poll = RawHttp.get(app.port(), "/poll?timeout=0&since=" + SECRET + '&' + query);
					RawHttp foreign = RawHttp.get(app.port(), "/sse?" + query, "Origin: https://evil.example");
					RawWebSocket ws = RawWebSocket.open(app.port(), "/ws?user=bob&" + query)) {
				assertThat(sse.block()).contains("rt.ready");
				assertThat(refused.status()).isEqualTo(401);
				assertThat(broken.status()).isEqualTo(400);
				assertThat(poll.status()).isEqualTo(200);
				assertThat(foreign.status()).isEqualTo(403);
				assertThat(ws.text()).contains("rt.ready");
				ws.send("{\"type\":\"rt.publish\",\"id\":\"1\",\"payload\":{\"topic\":\"room.1\",\"data\":\"" + SECRET
						+ "\"}}");
				assertThat(ws.text()).contains("rt.ack");
				ws.send(SECRET);
				assertThat(ws.text()).contains("bad_message");
				ws.send(true, RawWebSocket.BINARY, SECRET.getBytes());
				ws.untilClose();
			}
		}
		assertThat(output.getAll()).contains("opened, sse", "opened, websocket").doesNotContain(SECRET);
	}

	@Test
	void whenAClientPutsLineBreaksIntoWhatIsLoggedThenTheLogStaysOneLine(CapturedOutput output) {
		try (TestApp app = TestApp.start("logging.level.dev.realtime=trace");
				RawHttp foreign = RawHttp.get(app.port(), "/sse?topic=orders.1",
						"Origin: https://evil.example\u001b[31mFAKE")) {
			assertThat(foreign.status()).isIn(400, 403);
		}
		assertThat(output.getAll()).doesNotContain("\u001b[31mFAKE");
	}

}
