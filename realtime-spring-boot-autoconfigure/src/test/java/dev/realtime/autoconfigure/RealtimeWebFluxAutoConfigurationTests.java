package dev.realtime.autoconfigure;

import java.util.List;

import dev.realtime.RealtimePublisher;
import dev.realtime.connection.ConnectionListener;
import dev.realtime.connection.Drain;
import dev.realtime.security.AddressKeys;
import dev.realtime.security.OriginPolicy;
import dev.realtime.webflux.LaneResolver;
import dev.realtime.webflux.RealtimeCorsFilter;
import dev.realtime.webflux.RealtimeRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeWebFluxAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeWebFluxAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(JacksonAutoConfiguration.class,
			LifecycleAutoConfiguration.class, HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class,
			RealtimeAutoConfiguration.class, RealtimeWebFluxAutoConfiguration.class,
			RealtimeMetricsAutoConfiguration.class);

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void whenTheApplicationIsReactiveThenClientsAreServedBeforeItsOwnCatchAll(CapturedOutput output) {
		this.runner.withUserConfiguration(CatchAll.class).run((context) -> {
			assertThat(context).hasSingleBean(RealtimeRoutes.class)
				.hasSingleBean(RealtimeCorsFilter.class)
				.hasSingleBean(DrainLifecycle.class);
			client(context).get()
				.uri("/realtime/poll?topic=public.a")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.cursor")
				.exists();
			client(context).get().uri("/other").exchange().expectBody(String.class).isEqualTo("the application's");
		});
		assertThat(output).containsOnlyOnce(
				"Realtime endpoints: GET /realtime/sse, GET /realtime/ws, GET /realtime/poll, POST /realtime/messages, GET /realtime/client.js");
	}

	@Test
	void whenAllPathsOfTheApplicationBeginWithAPrefixThenItIsSaid(CapturedOutput output) {
		this.runner.withPropertyValues("spring.webflux.base-path=/api/").run((context) -> {
		});
		assertThat(output).contains("Realtime endpoints: GET /api/realtime/sse, GET /api/realtime/ws,");
	}

	@ParameterizedTest
	@CsvSource({ "sse,sse", "websocket,ws", "long-poll,poll" })
	void whenATransportIsSwitchedOffThenItsEndpointIsTheApplications(String transport, String endpoint,
			CapturedOutput output) {
		this.runner.withUserConfiguration(CatchAll.class)
			.withPropertyValues("realtime." + transport + ".enabled=false", "realtime.path=/live")
			.run((context) -> client(context).get()
				.uri("/live/" + endpoint + "?topic=public.a")
				.exchange()
				.expectBody(String.class)
				.isEqualTo("the application's"));
		assertThat(output).doesNotContain("GET /live/" + endpoint);
	}

	@Test
	void whenTheClientIsSwitchedOffThenItsPathIsTheApplications(CapturedOutput output) {
		this.runner.withUserConfiguration(CatchAll.class)
			.withPropertyValues("realtime.client.enabled=false")
			.run((context) -> client(context).get()
				.uri("/realtime/client.js")
				.exchange()
				.expectBody(String.class)
				.isEqualTo("the application's"));
		assertThat(output).doesNotContain("client.js");
	}

	@Test
	void whenTheApplicationLetsNobodyInThenItKeepsTheClientToItself() {
		WebFilter nobody = (exchange, chain) -> {
			exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
			return exchange.getResponse().setComplete();
		};
		this.runner.withBean(WebFilter.class, () -> nobody)
			.run((context) -> client(context).get()
				.uri("/realtime/client.js")
				.header(HttpHeaders.ORIGIN, "http://localhost")
				.exchange()
				.expectStatus()
				.isUnauthorized());
	}

	@Test
	void whenItIsSwitchedOffThenThereIsNothing(CapturedOutput output) {
		this.runner.withPropertyValues("realtime.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(RealtimeRoutes.class)
				.doesNotHaveBean(RealtimeCorsFilter.class)
				.doesNotHaveBean(DrainLifecycle.class)
				.doesNotHaveBean(RealtimePublisher.class);
			assertThat(output).doesNotContain("Realtime");
		});
	}

	@Test
	void whenTheApplicationBringsABeanThenOursBacksOff() {
		this.runner.withUserConfiguration(Overrides.class).run((context) -> {
			assertThat(context.getBean(ConnectionListener.class)).isSameAs(Overrides.LISTENER);
			assertThat(context.getBean(OriginPolicy.class)).isSameAs(Overrides.ORIGINS);
			assertThat(context.getBean(AddressKeys.class)).isSameAs(Overrides.ADDRESSES);
			assertThat(context).hasSingleBean(Drain.class).hasSingleBean(LaneResolver.class);
		});
	}

	@Test
	void whenTheApplicationIsNoReactiveOneThenThereIsNoEdge() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(RealtimePublisher.class)
				.doesNotHaveBean(RealtimeRoutes.class));
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(RealtimePublisher.class)
				.doesNotHaveBean(RealtimeRoutes.class));
	}

	@Test
	void whenWebFluxIsMissingThenThereIsNoEdge() {
		this.runner.withClassLoader(new FilteredClassLoader(DispatcherHandler.class))
			.run((context) -> assertThat(context).hasSingleBean(RealtimePublisher.class)
				.doesNotHaveBean(RealtimeRoutes.class));
	}

	@ParameterizedTest
	@CsvSource({ "10s,10s", "30s,", "-1s," })
	void whenTheDrainDoesNotFitIntoTheShutdownThenTheStartFails(String duration, String phase) {
		this.runner
			.withPropertyValues("realtime.drain.duration=" + duration,
					(phase != null) ? "spring.lifecycle.timeout-per-shutdown-phase=" + phase : "a=b")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (failure) -> {
					assertThat(failure.getName()).isEqualTo("realtime.drain.duration");
					assertThat(failure.getReason()).containsAnyOf("spring.lifecycle.timeout-per-shutdown-phase",
							"must not be negative");
				}));
	}

	@Test
	void whenTheDrainIsShorterThanTheShutdownThenTheApplicationStarts() {
		this.runner.withPropertyValues("realtime.drain.duration=9s", "spring.lifecycle.timeout-per-shutdown-phase=10s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToApplicationContext(context).build();
	}

	@Configuration(proxyBeanMethods = false)
	static class CatchAll {

		@Bean
		RouterFunction<ServerResponse> catchAll() {
			return RouterFunctions.route()
				.GET("/**", (request) -> ServerResponse.ok().bodyValue("the application's"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Overrides {

		static final ConnectionListener LISTENER = mock(ConnectionListener.class);

		static final OriginPolicy ORIGINS = new OriginPolicy(List.of());

		static final AddressKeys ADDRESSES = new AddressKeys(true);

		@Bean
		ConnectionListener listener() {
			return LISTENER;
		}

		@Bean
		OriginPolicy origins() {
			return ORIGINS;
		}

		@Bean
		AddressKeys addresses() {
			return ADDRESSES;
		}

	}

}
