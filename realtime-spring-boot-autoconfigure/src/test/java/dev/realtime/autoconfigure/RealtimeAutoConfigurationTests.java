package dev.realtime.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeConnections;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import dev.realtime.bus.Publication;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.UserQuota;
import dev.realtime.hub.Hub;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalUserQuota;
import dev.realtime.security.Access;
import dev.realtime.security.PrincipalRealtimeAuthenticator;
import dev.realtime.security.RuleTopicAuthorizer;
import dev.realtime.security.SpringSecurityRealtimeAuthenticator;
import dev.realtime.security.TopicPattern;
import dev.realtime.security.TopicRule;
import dev.realtime.security.TopicRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Answers;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeAutoConfiguration}, as a worker without a web application runs
 * it.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(JacksonAutoConfiguration.class, RealtimeAutoConfiguration.class, RealtimeMetricsAutoConfiguration.class));

	@Test
	void whenThereIsNoWebApplicationThenAPublisherWorks(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(RealtimePublisher.class)
				.hasSingleBean(Hub.class)
				.hasSingleBean(RealtimeConnections.class)
				.doesNotHaveBean(ServletNotice.class);
			assertThat(context.getBean(RealtimeBus.class)).isInstanceOf(LocalBus.class);
			assertThat(context.getBean(UserQuota.class)).isInstanceOf(LocalUserQuota.class);
			StepVerifier.create(context.getBean(RealtimePublisher.class).publish("orders.1", "x", 1))
				.assertNext((position) -> assertThat(position.offset()).isEqualTo(1))
				.verifyComplete();
			StepVerifier.create(context.getBean(RealtimeConnections.class).count()).expectNext(0L).verifyComplete();
		});
		assertThat(output).contains("Realtime engine: local, because realtime.bus.type is auto")
			.contains("to reach other nodes");
	}

	@Test
	void whenItIsSwitchedOffThenThereIsNothing() {
		this.runner.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimePublisher.class)
				.doesNotHaveBean(RealtimeBus.class)
				.doesNotHaveBean(RealtimeProperties.class));
	}

	@Test
	void whenTheLocalEngineIsAskedForThenTheReportSaysSo(CapturedOutput output) {
		this.runner.withPropertyValues("realtime.bus.type=local")
			.run((context) -> assertThat(output)
				.contains("Realtime engine: local, because realtime.bus.type is local"));
	}

	@Test
	void whenTheApplicationHasABusThenItIsTheOnlyOneAndTheReportNamesIt(CapturedOutput output) {
		RealtimeBus bus = mock(RealtimeBus.class, Answers.RETURNS_SMART_NULLS);
		this.runner.withBean(RealtimeBus.class, () -> bus).run((context) -> {
			assertThat(context).hasSingleBean(RealtimeBus.class);
			assertThat(context.getBean(RealtimeBus.class)).isSameAs(bus);
			assertThat(output).contains("Realtime engine: " + bus.getClass().getName());
		});
	}

	@Test
	void whenTheApplicationBringsABeanThenOursBacksOff() {
		this.runner.withUserConfiguration(Overrides.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(RealtimePublisher.class)).isSameAs(Overrides.PUBLISHER);
			assertThat(context.getBean(TopicAuthorizer.class)).isSameAs(Overrides.AUTHORIZER);
			assertThat(context.getBean(RealtimeAuthenticator.class)).isSameAs(Overrides.AUTHENTICATOR);
			assertThat(context.getBean(UserQuota.class)).isSameAs(Overrides.QUOTA);
			assertThat(context.getBean(TopicRules.class)).isSameAs(Overrides.RULES);
			assertThat(context.getBean(RealtimeConnections.class)).isSameAs(Overrides.CONNECTIONS);
			assertThat(context).hasSingleBean(ConnectionRegistry.class);
		});
	}

	@Test
	void whenSpringSecurityIsThereThenItsAuthoritiesCount() {
		this.runner.run((context) -> assertThat(context.getBean(RealtimeAuthenticator.class))
			.isInstanceOf(SpringSecurityRealtimeAuthenticator.class));
	}

	@Test
	void whenSpringSecurityIsMissingThenThePrincipalIsTheUser() {
		this.runner.withClassLoader(new FilteredClassLoader(Authentication.class))
			.run((context) -> assertThat(context.getBean(RealtimeAuthenticator.class))
				.isInstanceOf(PrincipalRealtimeAuthenticator.class));
	}

	@Test
	void whenOptionalLibrariesAreMissingThenAPublisherWorks() {
		this.runner
			.withClassLoader(new FilteredClassLoader("org.springframework.security", "io.micrometer",
					"org.springframework.boot.actuate", "org.springframework.boot.health", "reactor.netty", "io.netty",
					DispatcherHandler.class.getPackageName(), "org.springframework.web", "org.springframework.boot.web",
					"org.springframework.messaging", "io.lettuce", "org.springframework.data.redis"))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(RealtimePublisher.class);
				StepVerifier.create(context.getBean(RealtimePublisher.class).publish("orders.1", "x", 1))
					.expectNextCount(1)
					.verifyComplete();
			});
	}

	@Test
	void whenRulesAreListedThenTheyDecideInTheirOrderBeforeTheBuiltInOnes() {
		this.runner
			.withPropertyValues("realtime.topics[0].pattern=public.secret.*", "realtime.topics[1].pattern=room.*",
					"realtime.topics[1].subscribe=role:CHAT", "realtime.topics[1].publish=authenticated")
			.run((context) -> {
				assertThat(context.getBean(TopicRules.class).asList()).extracting((rule) -> rule.pattern().toString())
					.containsExactly("public.secret.*", "room.*", "user.{user}", "public.**");
				TopicAuthorizer authorizer = context.getBean(TopicAuthorizer.class);
				assertThat(authorizer).isInstanceOf(RuleTopicAuthorizer.class);
				assertAllowed(authorizer, RealtimeUser.ANONYMOUS, "public.secret.x", false);
				assertAllowed(authorizer, RealtimeUser.ANONYMOUS, "public.x", true);
				assertAllowed(authorizer, new RealtimeUser("alice"), "room.1", false);
				assertAllowed(authorizer, new RealtimeUser("alice"), "user.alice", true);
			});
	}

	@Test
	void whenBuiltInRulesAreSwitchedOffThenOnlyTheOwnTopicIsLeft() {
		this.runner.withPropertyValues("realtime.built-in-topics=false", "realtime.user-topic.pattern=account.{user}")
			.run((context) -> assertThat(context.getBean(TopicRules.class).asList())
				.containsExactly(new TopicRule(TopicPattern.parse("account.{user}"), Access.OWNER, Access.NOBODY)));
		this.runner.withPropertyValues("realtime.built-in-topics=false", "realtime.user-topic.enabled=false")
			.run((context) -> assertThat(context.getBean(TopicRules.class).asList()).isEmpty());
	}

	@Test
	void whenEventsArePublishedThenTheApplicationsMapperWritesThem() {
		List<String> payloads = new ArrayList<>();
		RealtimeBus bus = mock(RealtimeBus.class);
		given(bus.publish(any())).willAnswer((call) -> {
			payloads.add(new String(((Publication) call.getArgument(0)).payload()));
			return Mono.empty();
		});
		record Order(int orderNumber) {
		}
		this.runner.withBean(RealtimeBus.class, () -> bus)
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
			.run((context) -> StepVerifier
				.create(context.getBean(RealtimePublisher.class).publish("a", "x", new Order(3)))
				.verifyComplete());
		assertThat(payloads).containsExactly("{\"order_number\":3}");
	}

	@Test
	void whenTheApplicationObservesThenItHearsWhatIsPublished() {
		List<String> outcomes = new ArrayList<>();
		RealtimeObserver observer = new RealtimeObserver() {
			@Override
			public void eventPublished(String outcome) {
				outcomes.add(outcome);
			}
		};
		this.runner.withBean(RealtimeObserver.class, () -> observer)
			.run((context) -> context.getBean(RealtimePublisher.class).send("a", "x", 1));
		assertThat(outcomes).containsExactly("ok");
	}

	@Test
	void whenTheApplicationIsAServletOneThenItPublishesAndIsToldWhatIsMissing(CapturedOutput output) {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, RealtimeAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasSingleBean(RealtimePublisher.class);
				assertThat(output.getOut().lines().filter((line) -> line.contains("Realtime"))).singleElement()
					.asString()
					.contains("WARN", "/realtime", "set realtime.server.port");
			});
	}

	private static void assertAllowed(TopicAuthorizer authorizer, RealtimeUser user, String topic, boolean allowed) {
		StepVerifier.create(authorizer.authorize(user, TopicAction.SUBSCRIBE, topic))
			.expectNext(allowed)
			.verifyComplete();
	}

	@Configuration(proxyBeanMethods = false)
	static class Overrides {

		static final RealtimePublisher PUBLISHER = mock(RealtimePublisher.class);

		static final TopicAuthorizer AUTHORIZER = mock(TopicAuthorizer.class);

		static final RealtimeAuthenticator AUTHENTICATOR = mock(RealtimeAuthenticator.class);

		static final UserQuota QUOTA = mock(UserQuota.class);

		static final TopicRules RULES = TopicRules.of(List.of());

		static final RealtimeConnections CONNECTIONS = mock(RealtimeConnections.class);

		@Bean
		RealtimePublisher publisher() {
			return PUBLISHER;
		}

		@Bean
		TopicAuthorizer authorizer() {
			return AUTHORIZER;
		}

		@Bean
		RealtimeAuthenticator authenticator() {
			return AUTHENTICATOR;
		}

		@Bean
		UserQuota quota() {
			return QUOTA;
		}

		@Bean
		TopicRules rules() {
			return RULES;
		}

		@Bean
		RealtimeConnections connections() {
			return CONNECTIONS;
		}

	}

}
