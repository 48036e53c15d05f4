package dev.realtime.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.channel.Channel;
import org.awaitility.Awaitility;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Netty, of whose channels one sees what is in the pipeline.
 */
class DetachServer extends TestApp.NettyServer {

	private final List<Channel> channels = new CopyOnWriteArrayList<>();

	@Bean
	NettyServerCustomizer channels() {
		return (server) -> server.doOnConnection((connection) -> this.channels.add(connection.channel()));
	}

	/**
	 * The names of the handlers of the only open channel.
	 */
	static List<String> pipeline(TestApp app) {
		List<Channel> open = open(app);
		assertThat(open).hasSize(1);
		return open.get(0)
			.pipeline()
			.toMap()
			.values()
			.stream()
			.map((handler) -> handler.getClass().getSimpleName())
			.toList();
	}

	static List<Channel> open(TestApp app) {
		return app.context.getBeansOfType(DetachServer.class).values().iterator().next().channels.stream()
			.distinct()
			.filter(Channel::isActive)
			.toList();
	}

	static void awaitDetached(TestApp app) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(pipeline(app)).containsExactly("FastOutlet", "DetachedResponse",
					"ChannelOperationsHandler"));
	}

	/**
	 * Written beneath the codec, which stays.
	 */
	static void awaitFastOnly(TestApp app) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(pipeline(app)).containsSubsequence("FastOutlet", "HttpServerCodec",
					"HttpTrafficHandler", "ChannelOperationsHandler"));
		assertThat(pipeline(app)).doesNotContain("ResponseWatch");
	}

}
