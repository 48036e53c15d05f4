package dev.realtime.redis.fault;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.realtime.hub.Mutant;
import dev.realtime.hub.Mutant.Edit;
import dev.realtime.redis.fixture.RedisTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fencing, epochs, reads after an interruption, and probes have their reasons: with one
 * of them switched off, a fault becomes a loss, and the checker finds it.
 */
@RedisTest(outage = true)
class RedisMechanismsIT {

	private static final String LINK = "dev.realtime.redis.SubscriptionLink";

	/** What cannot heal need not be waited for. */
	private static final Edit IMPATIENT = new Edit("dev.realtime.redis.fault.FaultWorld",
			"TIMEOUT = Duration.ofSeconds(30)", "TIMEOUT = Duration.ofSeconds(6)");

	static Stream<Mechanism> mechanisms() {
		return Stream.of(
				new Mechanism("fencing", "demotedAndPromoted",
						new Edit("dev/realtime/redis/fence.lua",
								"not string.find(replication, 'master_replid:' .. state[1], 1, true)\n"
										+ "    or not string.find(replication, 'role:master', 1, true)",
								"false")),
				new Mechanism("epochs", "rolledBack",
						new Edit("dev/realtime/redis/bootstrap.lua", "if state[1] ~= generation then",
								"redis.call('HSET', KEYS[1], 'g', generation)\nif false then")),
				new Mechanism("reading after an interruption", "cutOff",
						new Edit(LINK, "this.listener.onInterrupted();", "")),
				new Mechanism("the probe", "deaf", new Edit(LINK, "current.missed() >= MAX_MISSES", "false")));
	}

	@ParameterizedTest
	@MethodSource("mechanisms")
	void asItIsNothingIsLost(Mechanism mechanism) throws Exception {
		assertThat(failure(Mechanisms.class, mechanism.fault)).isNull();
	}

	@ParameterizedTest
	@MethodSource("mechanisms")
	void whenItIsSwitchedOffThenTheCheckerFindsTheLoss(Mechanism mechanism) throws Exception {
		List<Edit> edits = new ArrayList<>(List.of(mechanism.off, IMPATIENT));
		Class<?> mutated = Mutant.of(edits).loadClass(Mechanisms.class.getName());
		assertThat(failure(mutated, mechanism.fault)).isNotNull()
			.isInstanceOf(AssertionError.class)
			.hasMessageContaining("broken promises");
	}

	private static Throwable failure(Class<?> type, String fault) throws Exception {
		Method method = type.getDeclaredMethod(fault);
		method.setAccessible(true);
		try {
			method.invoke(null);
			return null;
		}
		catch (InvocationTargetException ex) {
			return ex.getCause();
		}
	}

	/**
	 * Something that keeps a fault from being a loss.
	 *
	 * @param name what it is called
	 * @param fault the method of {@link Mechanisms} that shows what it is for
	 * @param off how it is switched off
	 */
	record Mechanism(String name, String fault, Edit off) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
