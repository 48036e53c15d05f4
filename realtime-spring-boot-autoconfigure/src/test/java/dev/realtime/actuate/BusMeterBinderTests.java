package dev.realtime.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.realtime.bus.BusStatus;
import dev.realtime.bus.RealtimeBus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link BusMeterBinder}.
 */
class BusMeterBinderTests {

	private final RealtimeBus bus = mock(RealtimeBus.class);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void whenTheStateOfTheBusChangesThenTheGaugesFollow() {
		new BusMeterBinder(this.bus).bindTo(this.registry);
		given(this.bus.status()).willReturn(BusStatus.ALWAYS_UP);
		assertThat(this.registry.get("realtime.bus.up").gauge().value()).isEqualTo(1);
		assertThat(this.registry.get("realtime.bus.probe.age").timeGauge().value()).isNaN();
		given(this.bus.status()).willReturn(new BusStatus(false, Duration.ofMillis(20_500), Duration.ofMillis(7)));
		assertThat(this.registry.get("realtime.bus.up").gauge().value()).isZero();
		assertThat(this.registry.get("realtime.bus.probe.age").timeGauge().value(TimeUnit.SECONDS)).isEqualTo(20.5);
		assertThat(this.registry.get("realtime.bus.lag").timeGauge().value(TimeUnit.MILLISECONDS)).isEqualTo(7);
	}

}
