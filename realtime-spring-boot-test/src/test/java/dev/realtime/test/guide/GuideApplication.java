package dev.realtime.test.guide;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * What the guide's example tests. Of all that is on this module's class path it takes
 * what an application with the starter alone has.
 */
@SpringBootApplication(excludeName = {
		"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration" })
class GuideApplication {

	@Bean
	NettyReactiveWebServerFactory webServerFactory() {
		return new NettyReactiveWebServerFactory();
	}

}
