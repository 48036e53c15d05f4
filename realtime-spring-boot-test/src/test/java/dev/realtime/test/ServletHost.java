package dev.realtime.test;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A Spring MVC application on Tomcat, which takes every request for its own, with a
 * server of Reactor Netty beside it.
 */
class ServletHost extends DetachServer {

	static final String[] PROPERTIES = { "spring.main.web-application-type=servlet", "realtime.server.port=0" };

	static TestApp start(String... properties) {
		List<String> all = new ArrayList<>(List.of(PROPERTIES));
		all.addAll(List.of(properties));
		return TestApp.start(ServletHost.class, all.toArray(String[]::new));
	}

	@Bean
	TomcatServletWebServerFactory servletWebServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@Bean
	RouterFunction<ServerResponse> everything() {
		return RouterFunctions.route()
			.route((request) -> true, (request) -> ServerResponse.ok().body("the application's"))
			.build();
	}

	@RestController
	static class Everything {

		@RequestMapping("/**")
		String everything() {
			return "the application's";
		}

	}

}
