package dev.realtime.test;

/**
 * WebFlux on Tomcat.
 */
class TomcatTicketIT extends TicketContract {

	@Override
	TestApp start(String... properties) {
		return TestApp.start(TomcatTransportIT.TomcatServer.class, "realtime.server.port=0", properties[0]);
	}

}
