package dev.realtime.connection;

import java.util.List;

import dev.realtime.actuate.ConnectionMeterBinder;
import dev.realtime.actuate.Meters;
import dev.realtime.actuate.RealtimeMeters;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.local.LocalUserQuota;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the meters tell of a registry at work.
 */
class ConnectionMetersTests {

	private final Meters meters = new Meters();

	@Test
	void whenTheNodeIsFullThenThatIsTheLimitAndTheNextIsCounted() {
		ConnectionRegistry registry = registry(2);
		open(registry);
		open(registry);
		StepVerifier.create(registry.open(TestConnection.streamOf("late"), null)).verifyError(RefusedException.class);
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_LIMIT)).isEqualTo(2);
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_REJECTED, "reason", "unavailable")).isEqualTo(1);
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_REJECTED)).isEqualTo(1);
	}

	@Test
	void whenThereIsNoLimitThenNothingIsNearIt() {
		registry(0);
		assertThat(this.meters.value(RealtimeMeters.CONNECTIONS_LIMIT)).isNaN();
	}

	@Test
	void whenANodeDrainsThenItIsKnownHowFarItIs() {
		ConnectionRegistry registry = registry(0);
		List<Lease> leases = List.of(open(registry), open(registry), open(registry), open(registry));
		assertDrain(0, 0);
		registry.beginDrain();
		assertDrain(4, 0);
		leases.get(0).release();
		assertDrain(3, 0.25);
		leases.forEach(Lease::release);
		assertDrain(0, 1);
		registry.endDrain();
		assertDrain(0, 0);
		open(registry);
		assertDrain(0, 0);
	}

	@Test
	void whenNobodyIsThereThenADrainIsDone() {
		registry(0).beginDrain();
		assertDrain(0, 1);
	}

	private void assertDrain(int left, double progress) {
		assertThat(this.meters.value(RealtimeMeters.DRAIN_CONNECTIONS)).isEqualTo(left);
		assertThat(this.meters.value(RealtimeMeters.DRAIN_PROGRESS)).isEqualTo(progress);
	}

	private ConnectionRegistry registry(int max) {
		ConnectionRegistry registry = new ConnectionRegistry(new ConnectionLimits(max, 0, 0, Overflow.CLOSE_OLDEST),
				new LocalUserQuota(), this.meters.observer());
		this.meters.with(new ConnectionMeterBinder(registry));
		return registry;
	}

	private static Lease open(ConnectionRegistry registry) {
		Lease lease = registry.open(TestConnection.streamOf("alice"), null).block();
		assertThat(lease).isNotNull();
		return lease;
	}

}
