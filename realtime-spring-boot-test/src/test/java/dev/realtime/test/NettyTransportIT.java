package dev.realtime.test;

import org.junit.jupiter.api.Test;

import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class NettyTransportIT extends TransportContract {

	@Override
	Class<?> server() {
		return TestApp.NettyServer.class;
	}

	@Test
	void whenChosenThenServerIsNetty() {
		assertThat(((ReactiveWebServerApplicationContext) this.app.context).getWebServer())
			.isInstanceOf(NettyWebServer.class);
	}

}
