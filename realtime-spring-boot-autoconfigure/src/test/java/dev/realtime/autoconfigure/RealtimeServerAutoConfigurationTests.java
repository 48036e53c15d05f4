package dev.realtime.autoconfigure;

import java.util.List;

import dev.realtime.RealtimePublisher;
import dev.realtime.client.ClientScript;
import dev.realtime.connection.Drain;
import dev.realtime.local.LocalTicketStore;
import dev.realtime.message.MessageHandlers;
import dev.realtime.security.AddressKeys;
import dev.realtime.security.OriginPolicy;
import dev.realtime.security.TicketIssuer;
import dev.realtime.security.TicketStore;
import dev.realtime.security.Tickets;
import dev.realtime.server.RealtimeServer;
import dev.realtime.servlet.EntryHandlerMapping;
import dev.realtime.webflux.DetachPermit;
import dev.realtime.webflux.EdgeServices;
import dev.realtime.webflux.EntryRoutes;
import dev.realtime.webflux.LaneResolver;
import dev.realtime.webflux.RealtimeRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.http.server.HttpServer;

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
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeServerAutoConfiguration},
 * {@link RealtimeServletAutoConfiguration} and {@link TicketConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeServerAutoConfigurationTests {

	private static final String PORT = "realtime.server.port=0";

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(JacksonAutoConfiguration.class,
			LifecycleAutoConfiguration.class, RealtimeAutoConfiguration.class, RealtimeWebFluxAutoConfiguration.class,
			RealtimeServerAutoConfiguration.class, RealtimeServletAutoConfiguration.class);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void whenAServletApplicationHasAPortThenItServesClientsThere(CapturedOutput output) {
		this.servlet.withPropertyValues(PORT).run((context) -> {
			assertThat(context).hasSingleBean(RealtimeServer.class)
				.hasSingleBean(EntryHandlerMapping.class)
				.hasSingleBean(TicketIssuer.class)
				.hasSingleBean(Drain.class)
				.hasSingleBean(DetachPermit.class)
				.doesNotHaveBean(ServletNotice.class)
				.doesNotHaveBean(RealtimeRoutes.class)
				.doesNotHaveBean(EntryRoutes.class);
			int port = context.getBean(RealtimeServer.class).port();
			assertThat(port).isPositive();
			assertThat(context.getEnvironment().getProperty("local.realtime.server.port", Integer.class))
				.isEqualTo(port);
			assertThat(output).contains("Realtime server started on port " + port + ": GET /realtime/sse")
				.contains("Realtime endpoints: POST /realtime/ticket, GET /realtime/info, GET /realtime/client.js")
				.contains("Realtime engine: local")
				.doesNotContain("this is a servlet application");
		});
	}

	@Test
	void whenAServletApplicationHasNoPortThenThereIsNothingAndItIsToldWhatToDo(CapturedOutput output) {
		this.servlet.withPropertyValues("realtime.server.port=").run((context) -> {
			assertThat(context).hasSingleBean(RealtimePublisher.class)
				.hasSingleBean(ServletNotice.class)
				.doesNotHaveBean(RealtimeServer.class)
				.doesNotHaveBean(EntryHandlerMapping.class)
				.doesNotHaveBean(Tickets.class)
				.doesNotHaveBean(LaneResolver.class);
			assertThat(output).contains("set realtime.server.port");
		});
	}

	@Test
	void whenAReactiveApplicationHasAPortThenBothServersShareTheEdge() {
		this.reactive.withPropertyValues(PORT)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RealtimeServer.class)
				.hasSingleBean(RealtimeRoutes.class)
				.hasSingleBean(EntryRoutes.class)
				.hasSingleBean(EdgeServices.class)
				.hasSingleBean(LaneResolver.class)
				.hasSingleBean(MessageHandlers.class)
				.hasSingleBean(AddressKeys.class)
				.hasSingleBean(OriginPolicy.class)
				.hasSingleBean(DrainLifecycle.class)
				.doesNotHaveBean(EntryHandlerMapping.class)
				.doesNotHaveBean(HttpHandler.class));
	}

	@Test
	void whenThereIsNoWebApplicationThenAPortMeansNothing() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues(PORT)
			.run((context) -> assertThat(context).hasSingleBean(RealtimePublisher.class)
				.doesNotHaveBean(RealtimeServer.class));
	}

	@Test
	void whenItIsSwitchedOffThenThereIsNothing() {
		this.servlet.withPropertyValues(PORT, "realtime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeServer.class)
				.doesNotHaveBean(EntryHandlerMapping.class)
				.doesNotHaveBean(Tickets.class));
	}

	@Test
	void whenSpringMvcIsMissingThenClientsAreServedAllTheSame() {
		this.servlet.withPropertyValues(PORT)
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasSingleBean(RealtimeServer.class)
				.doesNotHaveBean(EntryHandlerMapping.class));
	}

	@ParameterizedTest
	@CsvSource({ "true, 0, true", "true, '', true", "false, 0, false", "auto, 0, true", "auto, '', false" })
	void whenTicketsAreWantedThenThereAreTickets(String enabled, String port, boolean tickets) {
		String[] properties = { "realtime.tickets.enabled=" + enabled, "realtime.server.port=" + port };
		this.reactive.withPropertyValues(properties).run((context) -> {
			assertThat(context.getBeanProvider(Tickets.class).getIfAvailable() != null).isEqualTo(tickets);
			assertThat(context.getBeanProvider(EntryRoutes.class).getIfAvailable() != null)
				.isEqualTo(tickets || !port.isEmpty());
			if (tickets) {
				assertThat(context.getBean(TicketStore.class)).isInstanceOf(LocalTicketStore.class);
			}
		});
		this.servlet.withPropertyValues(properties)
			.run((context) -> assertThat(context.getBeanProvider(TicketIssuer.class).getIfAvailable() != null)
				.isEqualTo(tickets));
	}

	@ParameterizedTest
	@CsvSource({ "true, 0, true", "true, '', false", "false, 0, false" })
	void whenTheClientIsWantedThenAServletApplicationServesItBesideTheServer(String enabled, String port,
			boolean served) {
		this.servlet.withPropertyValues("realtime.client.enabled=" + enabled, "realtime.server.port=" + port)
			.run((context) -> {
				assertThat(context.getBeanProvider(ClientScript.class).getIfAvailable() != null).isEqualTo(served);
				assertThat(context.getBeanProvider(EntryHandlerMapping.class)
					.stream()
					.flatMap((mapping) -> mapping.getUrlMap().keySet().stream())
					.toList()
					.contains("/realtime/client.js")).isEqualTo(served);
			});
	}

	@Test
	void whenTheApplicationBringsABeanThenOursBacksOff() {
		TicketStore store = mock(TicketStore.class);
		OriginPolicy origins = new OriginPolicy(List.of("https://a.example"));
		this.servlet.withPropertyValues(PORT)
			.withBean(TicketStore.class, () -> store)
			.withBean(OriginPolicy.class, () -> origins)
			.run((context) -> {
				assertThat(context.getBean(TicketStore.class)).isSameAs(store);
				assertThat(context.getBean(OriginPolicy.class)).isSameAs(origins);
			});
	}

	@Test
	void whenTheDrainDoesNotFitIntoTheShutdownThenTheStartFails() {
		this.servlet.withPropertyValues(PORT, "realtime.drain.duration=30s")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	@Test
	void whenTheApplicationStopsThenTheServerStopsAfterTheDrain() {
		this.servlet.withPropertyValues(PORT)
			.run((context) -> assertThat(context.getBean(RealtimeServer.class).getPhase())
				.isLessThan(context.getBean(DrainLifecycle.class).getPhase())
				.isEqualTo(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE));
	}

	@Test
	void whenReactorNettyIsMissingThenTheServletApplicationIsToldWhatToAdd(CapturedOutput output) {
		this.servlet.withPropertyValues(PORT)
			.withClassLoader(new FilteredClassLoader(HttpServer.class))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("realtime.server.port"));
	}

}
