package dev.realtime.sample;

import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;

/**
 * Starts the demonstration with a Redis of its own in a container, for those who have
 * Docker.
 */
public final class TestSampleApplication {

	private static final int PORT = 6379;

	private TestSampleApplication() {
	}

	public static void main(String[] args) {
		SpringApplication.from(SampleApplication::main).with(Containers.class).run(args);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Containers {

		@Bean
		@ServiceConnection(name = "redis")
		GenericContainer<?> redis() {
			return new GenericContainer<>("redis:7-alpine").withExposedPorts(PORT);
		}

	}

}
