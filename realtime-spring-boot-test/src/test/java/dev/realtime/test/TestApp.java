package dev.realtime.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.Handshake;
import dev.realtime.Position;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeConnections;
import dev.realtime.RealtimeDisconnectedEvent;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.server.RealtimeServer;
import dev.realtime.webflux.DetachPermit;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * A real server with its own port. Users are whom the {@code X-User} header, or the
 * {@code user} parameter, names; {@code evil} has a bad token. Everybody may follow
 * {@code orders.**}; of {@code tiny.**} only three events are kept.
 */
public final class TestApp implements AutoCloseable {

	private static final List<String> DEFAULTS = List.of("server.port=0", "spring.main.banner-mode=off",
			"spring.main.web-application-type=reactive", "realtime.topics[0].pattern=orders.**",
			"realtime.topics[0].subscribe=anyone", "realtime.topics[1].pattern=tiny.**",
			"realtime.topics[1].subscribe=anyone", "realtime.topics[1].max-events=3",
			"realtime.topics[2].pattern=room.*", "realtime.topics[2].subscribe=authenticated",
			"realtime.topics[2].publish=authenticated", "spring.reactor.netty.shutdown-quiet-period=0s");

	public final ConfigurableApplicationContext context;

	private final int port;

	private final RealtimePublisher publisher;

	private TestApp(ConfigurableApplicationContext context) {
		this.context = context;
		this.port = context.getEnvironment().getProperty("local.realtime.server.port", Integer.class, serverPort());
		this.publisher = context.getBean(RealtimePublisher.class);
	}

	public static TestApp start(String... properties) {
		return start(NettyServer.class, properties);
	}

	public static TestApp start(Class<?> server, String... properties) {
		TestApp app = new TestApp(
				new SpringApplicationBuilder(App.class, server).properties(DEFAULTS.toArray(String[]::new))
					.properties(properties)
					.run());
		app.awaitTrial();
		return app;
	}

	/**
	 * Until then nothing is detached, and a test would not know what it saw.
	 */
	private void awaitTrial() {
		DetachPermit permit = this.context.getBeanProvider(DetachPermit.class).getIfAvailable();
		boolean beside = this.context.getBeanProvider(RealtimeServer.class).getIfAvailable() != null;
		if (permit != null
				&& (beside || ((WebServerApplicationContext) this.context).getWebServer() instanceof NettyWebServer)) {
			Waiting.until(Duration.ofSeconds(5), permit::isGranted);
		}
	}

	/**
	 * Where clients connect.
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Where the application's own server is.
	 */
	int serverPort() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	public RealtimeConnections connections() {
		return this.context.getBean(RealtimeConnections.class);
	}

	List<RealtimeDisconnectedEvent> disconnected() {
		return this.context.getBean(App.class).disconnected;
	}

	/** Waits long enough for a machine that has other things to do. */
	RealtimeTestClientBuilder client(Transport transport, String... topics) {
		return RealtimeTestClient.forPort(this.port)
			.transport(transport)
			.topics(topics)
			.timeout(Duration.ofSeconds(20));
	}

	/**
	 * Publish an event and wait for its receipt.
	 * @param topic the topic
	 * @param data the payload
	 * @return the event's id
	 */
	public String publish(String topic, Object data) {
		return publish(RealtimeEvent.builder().topic(topic).type("order.updated").data(data).build());
	}

	String publish(RealtimeEvent event) {
		Position position = this.publisher.send(event).join();
		return (position != null) ? position.toString() : "";
	}

	public RealtimePublisher publisher() {
		return this.publisher;
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** Of the servers on the class path, Boot would choose another. */
	public static class NettyServer {

		@Bean
		ReactorResourceFactory resources() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			// An application that stops takes the global ones from all others.
			resources.setUseGlobalResources(false);
			// Boot's property is for its own; what a node hears meanwhile begins it anew.
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

		@Bean
		NettyReactiveWebServerFactory webServerFactory(ReactorResourceFactory resources,
				ObjectProvider<NettyServerCustomizer> customizers) {
			NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
			customizers.orderedStream().forEach(factory::addServerCustomizers);
			factory.setResourceFactory(resources);
			return factory;
		}

	}

	/** Spring Security is for the tests that ask for it. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
			"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration" })
	static class App {

		final List<RealtimeDisconnectedEvent> disconnected = new CopyOnWriteArrayList<>();

		@Bean
		RealtimeAuthenticator authenticator() {
			return (handshake) -> {
				String name = (handshake.header("X-User") != null) ? handshake.header("X-User")
						: handshake.queryParameter("user");
				if (name == null) {
					return Mono.empty();
				}
				return name.equals("evil") ? Mono.error(new IllegalStateException("bad token"))
						: Mono.just(new RealtimeUser(name, Set.of(), expiry(handshake)));
			};
		}

		private static Instant expiry(Handshake handshake) {
			String seconds = handshake.header("X-Expires-In");
			return (seconds != null) ? Instant.now().plusSeconds(Long.parseLong(seconds)) : null;
		}

		@EventListener
		void on(RealtimeDisconnectedEvent event) {
			this.disconnected.add(event);
		}

	}

}
