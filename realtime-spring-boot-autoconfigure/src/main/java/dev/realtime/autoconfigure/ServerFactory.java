package dev.realtime.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerFactoryCustomizer;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Configures the server beside the application's own as Spring Boot would configure one
 * of Reactor Netty, but for what {@code realtime.server} says.
 *
 * @param properties what is said of that server
 * @param server what is said of the application's own
 * @param environment where {@code server.netty} is said
 * @param bundles certificates, if there are any
 * @param resources the application's event loops, or {@code null} for those of everybody
 * @param customizers what the application does to servers of Reactor Netty
 */
record ServerFactory(RealtimeServerProperties properties, ServerProperties server, Environment environment,
		@Nullable SslBundles bundles, @Nullable ReactorResourceFactory resources,
		List<NettyServerCustomizer> customizers) {

	NettyReactiveWebServerFactory create() {
		Integer port = this.properties.getPort();
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory((port != null) ? port : 0);
		NettyServerProperties netty = Binder.get(this.environment)
			.bindOrCreate("server.netty", NettyServerProperties.class);
		new NettyReactiveWebServerFactoryCustomizer(this.environment, this.server, netty).customize(factory);
		factory.setAddress(this.properties.getAddress());
		factory.setHttp2(this.server.getHttp2());
		factory.setShutdown(this.server.getShutdown());
		if (this.resources != null) {
			factory.setResourceFactory(this.resources);
		}
		String bundle = this.properties.getSsl().getBundle();
		if (!bundle.isEmpty()) {
			List<String> known = (this.bundles != null) ? this.bundles.getBundleNames() : List.of();
			new Check("realtime.server.ssl.bundle", bundle).that(known.contains(bundle),
					"there is no SSL bundle of that name" + (known.isEmpty() ? ", nor any other" : ", but " + known),
					"define it under spring.ssl.bundle");
			factory.setSsl(Ssl.forBundle(bundle));
			factory.setSslBundles(this.bundles);
		}
		factory.addServerCustomizers(this.customizers.toArray(NettyServerCustomizer[]::new));
		return factory;
	}

}
