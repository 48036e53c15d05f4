package dev.realtime.test;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("jetty")
class JettyTransportIT extends TransportContract {

	@Override
	Class<?> server() {
		return JettyServer.class;
	}

	@Test
	void whenChosenThenServerIsJetty() {
		assertThat(((ReactiveWebServerApplicationContext) this.app.context).getWebServer())
			.isInstanceOf(JettyWebServer.class);
	}

	static final class JettyServer {

		@Bean
		JettyReactiveWebServerFactory webServerFactory() {
			return new JettyReactiveWebServerFactory();
		}

	}

}
