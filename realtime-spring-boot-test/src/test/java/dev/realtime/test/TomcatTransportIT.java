package dev.realtime.test;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("tomcat")
class TomcatTransportIT extends TransportContract {

	@Override
	Class<?> server() {
		return TomcatServer.class;
	}

	@Test
	void whenChosenThenServerIsTomcat() {
		assertThat(((ReactiveWebServerApplicationContext) this.app.context).getWebServer())
			.isInstanceOf(TomcatWebServer.class);
	}

	static final class TomcatServer {

		@Bean
		TomcatReactiveWebServerFactory webServerFactory() {
			return new TomcatReactiveWebServerFactory();
		}

	}

}
