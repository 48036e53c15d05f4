package dev.realtime.autoconfigure;

import java.util.List;
import java.util.Map;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import dev.realtime.actuate.RealtimeEndpoint;
import dev.realtime.actuate.RealtimeEndpointJmxExtension;
import dev.realtime.actuate.RealtimeEndpointWebExtension;
import dev.realtime.actuate.RealtimeInfoContributor;
import dev.realtime.actuate.RealtimeNode;
import dev.realtime.connection.ConnectionRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.actuate.web.WebMvcEndpointManagementContextConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeActuatorAutoConfiguration}.
 */
class RealtimeActuatorAutoConfigurationTests {

	private static final String[] EXPOSED = { "management.endpoints.web.exposure.include=realtime" };

	private static final String UNRESTRICTED = "management.endpoint.realtime.access=UNRESTRICTED";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(RealtimeAutoConfiguration.class, RealtimeActuatorAutoConfiguration.class, EndpointAutoConfiguration.class));

	private final WebApplicationContextRunner mvc = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeActuatorAutoConfiguration.class,
					JacksonAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
					WebMvcAutoConfiguration.class, EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
					JacksonEndpointAutoConfiguration.class, ManagementContextAutoConfiguration.class,
					WebMvcEndpointManagementContextConfiguration.class));

	@Test
	void whenNobodyExposesTheEndpointThenThereIsNone() {
		this.mvc.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(RealtimeEndpoint.class)
			.doesNotHaveBean(RealtimeEndpointWebExtension.class)
			.doesNotHaveBean(RealtimeEndpointJmxExtension.class));
		this.mvc.withPropertyValues(EXPOSED)
			.withPropertyValues("management.endpoint.realtime.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeEndpoint.class));
		this.mvc.withPropertyValues(EXPOSED)
			.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RealtimeEndpoint.class));
	}

	@Test
	void whenNothingIsSaidOfAccessThenAServletApplicationIsReadButNotWritten() {
		this.mvc.withPropertyValues(EXPOSED).run((context) -> {
			MockMvcTester http = http(context);
			assertThat(http.get().uri("/actuator/realtime")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.engine.name")
				.isEqualTo("local");
			assertThat(http.get().uri("/actuator/realtime/connections")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.total")
				.isEqualTo(0);
			assertThat(http.post().uri("/actuator/realtime/drain")).hasStatus(405);
			assertThat(http.delete().uri("/actuator/realtime/users/alice")).hasStatus(405);
			assertThat(context.getBean(ConnectionRegistry.class).isDraining()).isFalse();
		});
	}

	@Test
	void whenAccessIsUnrestrictedThenAServletApplicationIsWrittenToo() {
		this.mvc.withPropertyValues(EXPOSED).withPropertyValues(UNRESTRICTED).run((context) -> {
			MockMvcTester http = http(context);
			assertThat(http.delete().uri("/actuator/realtime/users/alice")).hasStatusOk()
				.bodyJson()
				.isEqualTo("{\"closed\":0}");
			assertThat(http.get().uri("/actuator/realtime/connections?size=0")).hasStatus(400)
				.bodyJson()
				.isEqualTo("{\"error\":\"size must be a whole number from 1 to 500, not 0\"}");
			assertThat(http.get().uri("/actuator/realtime?top=0")).hasStatus(400);
			assertThat(http.get().uri("/actuator/realtime/connections?page=x")).hasStatus(400)
				.bodyJson()
				.isEqualTo("{\"error\":\"page must be a whole number\"}");
			for (String path : new String[] { "/nothing", "/connections/nobody", "/users/alice" }) {
				assertThat(http.get().uri("/actuator/realtime" + path)).as(path).hasStatus(404);
			}
			for (String path : new String[] { "/nothing/x", "/connections/nobody" }) {
				assertThat(http.delete().uri("/actuator/realtime" + path)).as(path).hasStatus(404);
			}
			assertThat(http.post().uri("/actuator/realtime/nothing")).hasStatus(404);
			assertThat(http.post().uri("/actuator/realtime/drain")).hasStatusOk()
				.bodyJson()
				.isEqualTo("{\"draining\":true,\"left\":0}");
			assertThat(context.getBean(ConnectionRegistry.class).isDraining()).isTrue();
		});
	}

	private static MockMvcTester http(WebApplicationContext context) {
		return MockMvcTester.from(context);
	}

	@Test
	void whenJmxIsAskedForThenItHasAnOperationForEachThing() {
		this.runner
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, JmxAutoConfiguration.class,
					JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=realtime",
					UNRESTRICTED)
			.run((context) -> {
				MBeanServer server = context.getBean(MBeanServer.class);
				ObjectName name = server.queryNames(new ObjectName("*:type=Endpoint,name=Realtime,*"), null)
					.iterator()
					.next();
				assertThat(invoke(server, name, "realtime", (Object) null)).containsKeys("node", "engine",
						"connections");
				assertThat(invoke(server, name, "connections", null, null, null, null)).containsEntry("total", 0);
				assertThat(invoke(server, name, "closeConnection", "nobody")).containsEntry("closed", 0L);
				assertThat(invoke(server, name, "closeUser", "alice")).containsEntry("closed", 0L);
				assertThat(invoke(server, name, "drain")).containsEntry("draining", true);
			});
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> invoke(MBeanServer server, ObjectName name, String operation, Object... values)
			throws Exception {
		return (Map<String, Object>) server.invoke(name, operation, values, new String[0]);
	}

	@Test
	void whenInfoIsAskedForThenItSaysWhatTheNodeIsUnlessItIsSwitchedOff() {
		this.runner.withPropertyValues("realtime.node-id=eu-1").run((context) -> {
			Map<String, Object> details = info(context);
			assertThat((String) details.get("node")).startsWith("eu-1-");
			assertThat(details).containsEntry("engine", "local").doesNotContainKey("serverPort");
		});
		this.runner.withPropertyValues("management.info.realtime.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RealtimeInfoContributor.class));
		this.runner.withPropertyValues("management.info.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeInfoContributor.class));
	}

	@Test
	void whenThereIsAServerBesideThenWhatItServesAndItsPortAreSaid() {
		this.runner.withBean(ServerInfo.class, () -> new ServerInfo(() -> 8081, "/realtime", "")).run((context) -> {
			assertThat(info(context)).containsEntry("serverPort", 8081)
				.containsEntry("transports", List.of("sse", "websocket", "long_poll"));
			assertThat(info(context).get("endpoints")).asInstanceOf(InstanceOfAssertFactories.LIST)
				.contains("GET /realtime/poll");
		});
		this.runner.withBean(ServerInfo.class, () -> new ServerInfo(() -> 8081, "/realtime", ""))
			.withPropertyValues("realtime.websocket.enabled=false")
			.run((context) -> assertThat(info(context)).containsEntry("transports", List.of("sse", "long_poll")));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> info(ApplicationContext context) {
		Info.Builder builder = new Info.Builder();
		context.getBean(RealtimeInfoContributor.class).contribute(builder);
		return (Map<String, Object>) builder.build().get("realtime");
	}

	@Test
	void whenTheApplicationHasOneOfItsOwnThenOursBacksOff() {
		RealtimeInfoContributor own = new RealtimeInfoContributor(
				new RealtimeNode("n", "e", null, List.of(), List.of(), Settings.shown(new RealtimeProperties())), null);
		this.runner.withBean(RealtimeInfoContributor.class, () -> own)
			.run((context) -> assertThat(context.getBean(RealtimeInfoContributor.class)).isSameAs(own));
	}

}
