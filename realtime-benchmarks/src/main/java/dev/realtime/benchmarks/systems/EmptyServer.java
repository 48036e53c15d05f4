package dev.realtime.benchmarks.systems;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * A reactive application that has nothing but what is on its class path.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class EmptyServer {

	/**
	 * Serve until the process is ended.
	 * @param arguments passed to Spring Boot
	 */
	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(EmptyServer.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setBannerMode(Banner.Mode.OFF);
		application.run(arguments);
	}

}
