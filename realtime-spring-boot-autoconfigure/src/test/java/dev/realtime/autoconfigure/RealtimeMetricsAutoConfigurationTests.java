package dev.realtime.autoconfigure;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.actuate.BusMeterBinder;
import dev.realtime.actuate.HubMeterBinder;
import dev.realtime.actuate.MicrometerRealtimeObserver;
import dev.realtime.actuate.RealtimeMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeMetricsAutoConfiguration}.
 */
class RealtimeMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				RealtimeAutoConfiguration.class, RealtimeMetricsAutoConfiguration.class));

	@Test
	void whenAnEventIsPublishedThenItIsCountedAndTheGaugesAreThere() {
		this.runner.run((context) -> {
			context.getBean(RealtimePublisher.class).send("a", "x", 1);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("realtime.events.published").tag("outcome", "ok").counter().count()).isEqualTo(1);
			Set<String> names = registry.getMeters()
				.stream()
				.map((meter) -> meter.getId().getName())
				.collect(Collectors.toSet());
			assertThat(names).containsAll(Arrays.stream(RealtimeMeters.values())
				.filter((meter) -> meter != RealtimeMeters.CONNECTIONS_CLOSED)
				.map(RealtimeMeters::getName)
				.toList());
			assertThat(registry.get("realtime.replay.tail").gauge().getId().getBaseUnit()).isEqualTo("bytes");
			assertThat(registry.getMeters()).extracting((meter) -> meter.getId().getDescription())
				.contains("How many of them there may be, realtime.connections.max; not a number if there is no limit");
		});
	}

	@Test
	void whenMetersAreSwitchedOffThenThereAreNone() {
		this.runner.withPropertyValues("realtime.metrics.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(RealtimePublisher.class)
				.doesNotHaveBean(MicrometerRealtimeObserver.class)
				.doesNotHaveBean(HubMeterBinder.class)
				.doesNotHaveBean(BusMeterBinder.class));
	}

	@Test
	void whenEverythingIsSwitchedOffThenThereAreNoMeters() {
		this.runner.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MicrometerRealtimeObserver.class));
	}

	@Test
	void whenThereIsNoRegistryThenThereAreNoMeters() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RealtimeObserver.class));
	}

	@Test
	void whenMicrometerIsMissingThenEventsArePublishedAllTheSame() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RealtimePublisher.class)
				.doesNotHaveBean(RealtimeObserver.class));
	}

	@Test
	void whenTheApplicationHasItsOwnMicrometerObserverThenOursBacksOff() {
		MicrometerRealtimeObserver own = new MicrometerRealtimeObserver(new SimpleMeterRegistry());
		this.runner.withBean(MicrometerRealtimeObserver.class, () -> own)
			.run((context) -> assertThat(context.getBean(MicrometerRealtimeObserver.class)).isSameAs(own));
	}

	@Test
	void whenTheApplicationObservesTooThenBothHear() {
		RecordingObserver own = new RecordingObserver();
		this.runner.withBean(RealtimeObserver.class, () -> own).run((context) -> {
			context.getBean(RealtimePublisher.class).send("a", "x", 1);
			assertThat(own.published).isEqualTo(1);
			assertThat(context.getBean(MeterRegistry.class)
				.get("realtime.events.published")
				.tag("outcome", "ok")
				.counter()
				.count()).isEqualTo(1);
		});
	}

	static final class RecordingObserver implements RealtimeObserver {

		int published;

		@Override
		public void eventPublished(String outcome) {
			this.published++;
		}

	}

}
