package dev.realtime.test;

/**
 * WebFlux on Reactor Netty, so that there are two of them.
 */
class NettyTicketIT extends TicketContract {

	@Override
	TestApp start(String... properties) {
		return TestApp.start(DetachServer.class, "realtime.server.port=0", properties[0]);
	}

}
