package dev.realtime.test.guide;

import dev.realtime.RealtimePublisher;
import dev.realtime.Transport;
import dev.realtime.test.RealtimeTestClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "spring.main.web-application-type=reactive")
class NewsIT {

	@LocalServerPort
	private int port;

	@Autowired
	private RealtimePublisher realtime;

	@ParameterizedTest
	@EnumSource
	void whoWasAwayIsGivenWhatCameMeanwhile(Transport transport) {
		try (RealtimeTestClient tab = RealtimeTestClient.forPort(this.port)
			.transport(transport)
			.topics("public.news")
			.connect()) {
			tab.awaitReady();
			this.realtime.send("public.news", "news", "first");
			tab.expectEvent((event) -> event.payload().stringValue().equals("first"));
			tab.cut();
			this.realtime.send("public.news", "news", "second").join();
			tab.resume().expectEvent((event) -> event.payload().stringValue().equals("second"));
		}
	}

}
