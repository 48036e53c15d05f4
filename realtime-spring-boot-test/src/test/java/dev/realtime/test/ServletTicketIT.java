package dev.realtime.test;

/**
 * Spring MVC on Tomcat.
 */
class ServletTicketIT extends TicketContract {

	@Override
	TestApp start(String... properties) {
		return ServletHost.start(properties);
	}

}
