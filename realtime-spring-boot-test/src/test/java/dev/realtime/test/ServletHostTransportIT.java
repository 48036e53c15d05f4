package dev.realtime.test;

import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class ServletHostTransportIT extends TransportContract {

	@Override
	Class<?> server() {
		return ServletHost.class;
	}

	@Override
	String[] more() {
		return ServletHost.PROPERTIES;
	}

	@Test
	void whenTheApplicationIsAServletOneThenItsServerIsTomcatAndClientsConnectElsewhere() {
		assertThat(((WebServerApplicationContext) this.app.context).getWebServer()).isInstanceOf(TomcatWebServer.class);
		assertThat(this.app.port()).isPositive().isNotEqualTo(this.app.serverPort());
	}

}
