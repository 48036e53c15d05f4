package dev.realtime.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Random;

import dev.realtime.RealtimePublisher;
import dev.realtime.actuate.ReadinessGroup;
import dev.realtime.actuate.RealtimeHealthIndicator;
import dev.realtime.bus.BusStatus;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.connection.Drain;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeHealthAutoConfiguration} and
 * {@link RealtimeReadinessAutoConfiguration}.
 */
class RealtimeHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeHealthAutoConfiguration.class,
				RealtimeReadinessAutoConfiguration.class));

	@Test
	void whenTheEngineIsLocalThenItIsUp() {
		this.runner.run((context) -> {
			Health health = context.getBean(RealtimeHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).isEqualTo(Map.of("engine", "local"));
		});
	}

	@Test
	void whenTheBusIsDownThenSoIsTheHealthAndTheProbeAgeIsTold() {
		RealtimeBus bus = mock(RealtimeBus.class);
		given(bus.status()).willReturn(new BusStatus(false, Duration.ofMillis(20_500)));
		this.runner.withBean(RealtimeBus.class, () -> bus).run((context) -> {
			Health health = context.getBean(RealtimeHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails())
				.isEqualTo(Map.of("engine", bus.getClass().getName(), "probeAge", "20500ms"));
		});
	}

	@Test
	void whenTheGroupReadinessNamesItThenANodeThatHearsNothingIsNotReady() {
		RealtimeBus bus = mock(RealtimeBus.class);
		given(bus.status()).willReturn(BusStatus.ALWAYS_UP, new BusStatus(false, null));
		this.runner
			.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
					AvailabilityHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
					HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
			.withPropertyValues("management.health.readinessstate.enabled=true",
					"management.health.livenessstate.enabled=true",
					"management.endpoint.health.group.liveness.include=livenessState",
					"management.endpoint.health.group.readiness.include=readinessState,realtime")
			.withBean(RealtimeBus.class, () -> bus)
			.run((context) -> {
				AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
				CompositeHealthDescriptor readiness = (CompositeHealthDescriptor) endpoint.healthForPath("readiness");
				assertThat(readiness.getStatus()).isEqualTo(Status.UP);
				assertThat(readiness.getComponents()).containsOnlyKeys("readinessState", "realtime");
				assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(Status.DOWN);
				assertThat(endpoint.healthForPath("liveness").getStatus()).isEqualTo(Status.UP);
			});
	}

	@Test
	void whenTheNodeDrainsThenItIsOutOfServiceAndSaysHowManyAreLeft() {
		this.runner.run((context) -> {
			drain(context.getBean(ConnectionRegistry.class));
			Health health = context.getBean(RealtimeHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health.getDetails()).isEqualTo(Map.of("engine", "local", "draining", true, "connections", 0));
		});
		RealtimeBus bus = mock(RealtimeBus.class);
		given(bus.status()).willReturn(new BusStatus(false, null));
		this.runner.withBean(RealtimeBus.class, () -> bus).run((context) -> {
			drain(context.getBean(ConnectionRegistry.class));
			assertThat(context.getBean(RealtimeHealthIndicator.class).health().getStatus()).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void whenNothingIsSaidOfReadinessThenItCountsThere() {
		withProbes().run((context) -> {
			assertThat(readiness(context).getComponents()).containsOnlyKeys("readinessState", "realtime");
			assertThat(readiness(context).getStatus()).isEqualTo(Status.UP);
			drain(context.getBean(ConnectionRegistry.class));
			assertThat(readiness(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(context.getBean(HealthEndpoint.class).healthForPath("liveness").getStatus())
				.isEqualTo(Status.UP);
		});
		RealtimeBus bus = mock(RealtimeBus.class);
		given(bus.status()).willReturn(new BusStatus(false, null));
		withProbes().withBean(RealtimeBus.class, () -> bus)
			.run((context) -> assertThat(readiness(context).getStatus()).isEqualTo(Status.DOWN));
	}

	@Test
	void whenTheApplicationNamesWhatMakesItReadyOrSwitchesItOffThenItDoesNotCountThere() {
		withProbes().withPropertyValues("management.endpoint.health.group.readiness.include[0]=readinessState")
			.run((context) -> assertThat(readiness(context).getComponents()).containsOnlyKeys("readinessState"));
		withProbes().withPropertyValues("management.endpoint.health.group.readiness.exclude=realtime")
			.run((context) -> assertThat(readiness(context).getComponents()).containsKey("readinessState")
				.doesNotContainKey("realtime"));
		withProbes().withPropertyValues("management.health.realtime.readiness=false")
			.run((context) -> assertThat(readiness(context).getComponents()).containsOnlyKeys("readinessState"));
		withProbes().withPropertyValues("management.health.realtime.enabled=false").run((context) -> {
			assertThat(readiness(context).getComponents()).containsOnlyKeys("readinessState");
			assertThat(context).doesNotHaveBean(ReadinessGroup.class);
		});
	}

	@Test
	void whatReadinessIsMadeOfIsShownToNobodyAsWithoutUs() {
		withProbes().run((context) -> {
			HealthEndpointGroup group = context.getBean(HealthEndpointGroups.class).get("readiness");
			assertThat(group.showComponents(SecurityContext.NONE)).isFalse();
			assertThat(group.showDetails(SecurityContext.NONE)).isFalse();
		});
	}

	@Test
	void whenTheApplicationAddsToReadinessItselfThenOursBacksOff() {
		ReadinessGroup own = new ReadinessGroup("own");
		withProbes().withBean(ReadinessGroup.class, () -> own)
			.run((context) -> assertThat(context.getBean(ReadinessGroup.class)).isSameAs(own));
	}

	@Test
	void whenThereAreNoProbesThenThereIsNothingToAddTo() {
		withProbes().withPropertyValues("management.endpoint.health.probes.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(HealthEndpoint.class).healthForPath("readiness")).isNull();
		});
	}

	private ApplicationContextRunner withProbes() {
		return this.runner
			.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
					AvailabilityProbesAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
					HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
					HealthEndpointAutoConfiguration.class))
			.withInitializer((context) -> context.addApplicationListener((event) -> {
				if (event instanceof ContextRefreshedEvent) {
					AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
					AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				}
			}));
	}

	private static CompositeHealthDescriptor readiness(ApplicationContext context) {
		return (CompositeHealthDescriptor) context.getBean(HealthEndpoint.class).healthForPath("readiness");
	}

	private static void drain(ConnectionRegistry registry) {
		new Drain(registry, Duration.ZERO, Schedulers.parallel(), new Random()).drain().block();
	}

	@Test
	void whenItIsSwitchedOffThenThereIsNone() {
		this.runner.withPropertyValues("management.health.realtime.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(RealtimePublisher.class)
				.doesNotHaveBean(HealthIndicator.class));
		this.runner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
		this.runner.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void whenTheLibraryIsSwitchedOffThenABusOfTheApplicationsOwnHasNoHealth() {
		this.runner.withPropertyValues("realtime.enabled=false")
			.withBean(RealtimeBus.class, () -> mock(RealtimeBus.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void whenTheApplicationHasOneOfThatNameThenOursBacksOff() {
		HealthIndicator own = () -> Health.unknown().build();
		this.runner.withBean("realtimeHealthIndicator", HealthIndicator.class, () -> own)
			.run((context) -> assertThat(context.getBean(HealthIndicator.class)).isSameAs(own));
	}

}
