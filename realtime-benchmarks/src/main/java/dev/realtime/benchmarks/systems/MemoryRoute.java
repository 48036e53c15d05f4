package dev.realtime.benchmarks.systems;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Answers {@code GET /ready}, and {@code GET /memory} with what the JVM holds outside of
 * its heap.
 */
@Configuration(proxyBeanMethods = false)
class MemoryRoute {

	@Bean
	RouterFunction<ServerResponse> memory() {
		return RouterFunctions.route()
			.GET("/ready", (request) -> ServerResponse.ok().build())
			.GET("/memory", (request) -> ServerResponse.ok().bodyValue(Map.of("direct", direct())))
			.build();
	}

	/** Buffers of Netty and of the JDK, in bytes; Netty's are not among the JDK's. */
	private static long direct() {
		long direct = 0;
		if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
			direct = provider.metric().usedDirectMemory();
		}
		for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
			if (pool.getName().equals("direct")) {
				direct += pool.getMemoryUsed();
			}
		}
		return direct;
	}

}
