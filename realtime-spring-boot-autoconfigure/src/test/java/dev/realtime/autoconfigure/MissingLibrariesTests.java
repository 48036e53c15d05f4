package dev.realtime.autoconfigure;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import dev.realtime.RealtimePublisher;
import dev.realtime.server.RealtimeServer;
import dev.realtime.webflux.RealtimeRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.RouterFunctions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the library on class paths from which optional libraries are really missing: no
 * class of ours may need them then.
 */
class MissingLibrariesTests {

	private static final String WEB = "spring-web|spring-webflux|spring-webmvc|spring-boot-web|spring-boot-webflux|"
			+ "spring-boot-http|spring-boot-reactor-netty|spring-boot-netty";

	private static final String NETTY = "reactor-netty|netty-|spring-boot-reactor-netty|spring-boot-netty";

	private static final String SECURITY = "spring-security|spring-boot-security";

	private static final String TOKENS = "spring-security-oauth2|spring-boot-security-oauth2|nimbus";

	private static final String RESOURCE_SERVER = "spring-security-oauth2-resource-server|spring-boot-security-oauth2";

	private static final String MVC = "spring-webmvc|spring-boot-webmvc";

	private static final String SERVLET = "jakarta.servlet|tomcat|jetty|spring-boot-tomcat|spring-boot-jetty";

	private static final String METERS = "micrometer-core|spring-boot-micrometer|spring-boot-actuator|spring-boot-health";

	private static final String REDIS = "lettuce|spring-data|spring-boot-data|redis";

	@ParameterizedTest
	@ValueSource(strings = { NETTY + "|" + REDIS, SECURITY, TOKENS, RESOURCE_SERVER, METERS, SERVLET,
			NETTY + "|" + SECURITY + "|" + METERS + "|" + REDIS + "|spring-messaging" })
	void whenALibraryIsMissingThenAReactiveApplicationServesClients(String missing) throws Exception {
		assertThat(runWithout(missing, ReactiveApplication.class)).isEqualTo("served");
	}

	@ParameterizedTest
	@ValueSource(strings = { SECURITY, MVC + "|" + SECURITY + "|" + METERS + "|" + REDIS + "|jetty|spring-messaging" })
	void whenALibraryIsMissingThenAServletApplicationServesClientsOnAnotherPort(String missing) throws Exception {
		assertThat(runWithout(missing, ServletApplication.class)).isEqualTo("served");
	}

	@Test
	void whenWhatTheServerNeedsIsMissingThenAServletApplicationOnlyPublishes() throws Exception {
		assertThat(runWithout(NETTY + "|" + REDIS, PlainServletApplication.class)).isEqualTo("published");
	}

	@Test
	void whenThereIsNoWebAndNothingOptionalThenAWorkerPublishes() throws Exception {
		String missing = WEB + "|" + NETTY + "|" + SECURITY + "|" + METERS + "|" + REDIS
				+ "|spring-messaging|jakarta.servlet|micrometer-observation";
		assertThat(runWithout(missing, Worker.class)).isEqualTo("published");
	}

	@Test
	void whenAJarIsExcludedThenItsClassesAreReallyMissing() throws Exception {
		assertThat(runWithout(NETTY, NettyFinder.class)).isEqualTo("missing");
		assertThat(runWithout("nothing-of-the-kind", NettyFinder.class)).isEqualTo("found");
	}

	private static String runWithout(String missing, Class<? extends Callable<String>> type) throws Exception {
		Pattern excluded = Pattern.compile("(" + missing + ").*");
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !excluded.matcher(Path.of(entry).getFileName().toString()).matches())
			.map(MissingLibrariesTests::url)
			.toArray(URL[]::new);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
			Thread.currentThread().setContextClassLoader(loader);
			Callable<?> callable = (Callable<?>) loader.loadClass(type.getName())
				.getDeclaredConstructor()
				.newInstance();
			return (String) callable.call();
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A reactive web application.
	 */
	public static class ReactiveApplication implements Callable<String> {

		@Override
		public String call() {
			new ReactiveWebApplicationContextRunner().withUserConfiguration(Application.class).run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(RealtimeRoutes.class);
				MockServerWebExchange exchange = MockServerWebExchange
					.from(MockServerHttpRequest.post("/realtime/poll"));
				RouterFunctions.toWebHandler(context.getBean(RealtimeRoutes.class)).handle(exchange).block();
				assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
			});
			return "served";
		}

	}

	/**
	 * A servlet application with a server beside its own.
	 */
	public static class ServletApplication implements Callable<String> {

		@Override
		public String call() {
			new WebApplicationContextRunner().withUserConfiguration(Application.class)
				.withPropertyValues("realtime.server.port=0")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					int port = context.getBean(RealtimeServer.class).port();
					HttpRequest request = HttpRequest
						.newBuilder(URI.create("http://localhost:" + port + "/realtime/poll?topic=public.a"))
						.build();
					assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
						.contains("cursor");
				});
			return "served";
		}

	}

	/**
	 * A servlet application without one.
	 */
	public static class PlainServletApplication implements Callable<String> {

		@Override
		public String call() {
			WebApplicationContextRunner runner = new WebApplicationContextRunner()
				.withUserConfiguration(Application.class);
			runner.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(RealtimePublisher.class).send("a", "x", 1)).isCompleted();
			});
			runner.withPropertyValues("realtime.server.port=0")
				.run((context) -> assertThat(context.getStartupFailure()).rootCause()
					.hasMessageContaining("realtime.server.port"));
			return "published";
		}

	}

	/**
	 * An application without a web stack.
	 */
	public static class Worker implements Callable<String> {

		@Override
		public String call() {
			new ApplicationContextRunner().withUserConfiguration(Application.class).run((context) -> {
				assertThat(context).hasNotFailed();
				StepVerifier.create(context.getBean(RealtimePublisher.class).publish("a", "x", 1))
					.expectNextCount(1)
					.verifyComplete();
			});
			return "published";
		}

	}

	/**
	 * Looks for Reactor Netty.
	 */
	public static class NettyFinder implements Callable<String> {

		@Override
		public String call() {
			try {
				Class.forName("reactor.netty.http.server.HttpServer", false, getClass().getClassLoader());
				return "found";
			}
			catch (ClassNotFoundException ex) {
				return "missing";
			}
		}

	}

	/**
	 * Takes every auto-configuration by its name, as applications do.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
