package dev.realtime.hub;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import dev.realtime.hub.Mutant.Edit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every rule of the hand-off, of checkpoints, of the tail and of the verdicts has its
 * reason: break it, and a random history shows what goes wrong. Who changes a line that
 * is named in {@link SeededBugs} finds here what it is for, and names the new one there.
 */
class HubMutationTests {

	private static final int SEEDS = Integer.getInteger("realtime.mutant-seeds", 3000);

	/** So that a broadcast is cut into slices, as with thousands of connections. */
	private static final Edit SLICES = new Edit("dev.realtime.hub.Lane", "OFFERS_PER_RUN = 512", "OFFERS_PER_RUN = 2");

	@Test
	void nothingIsLostWhenBroadcastsAreSliced() throws Exception {
		for (FaultMix mix : FaultMix.values()) {
			assertThat(firstFailure(List.of(), mix.name(), 100)).isNull();
		}
	}

	@ParameterizedTest
	@MethodSource("dev.realtime.hub.SeededBugs#all")
	void aPropertyCatches(SeededBug bug) throws Exception {
		assertThat(firstFailure(bug.edits(), bug.property(), SEEDS)).as(bug.toString()).isNotNull();
	}

	private static String firstFailure(List<Edit> edits, String property, int seeds) throws Exception {
		List<Edit> all = new ArrayList<>(edits);
		if (!property.contains("#")) {
			all.add(SLICES);
		}
		Mutant mutant = Mutant.of(all);
		if (property.contains("#")) {
			return failure(mutant, property);
		}
		Method firstFailure = mutant.loadClass(HubProperty.class.getName())
			.getDeclaredMethod("firstFailure", String.class, int.class);
		firstFailure.setAccessible(true);
		return (String) firstFailure.invoke(null, property, seeds);
	}

	/**
	 * Run a test, given as in {@code package.Class#method}.
	 */
	private static String failure(Mutant mutant, String test) throws Exception {
		String[] parts = test.split("#");
		Class<?> type = mutant.loadClass(parts[0]);
		Method method = type.getDeclaredMethod(parts[1]);
		method.setAccessible(true);
		var constructor = type.getDeclaredConstructor();
		constructor.setAccessible(true);
		try {
			method.invoke(constructor.newInstance());
			return null;
		}
		catch (InvocationTargetException ex) {
			return ex.getCause().toString();
		}
	}

	/**
	 * A rule that is broken.
	 *
	 * @param rule the rule, in a few words
	 * @param property the mix of faults, or the test, that shows it
	 * @param edits how it is broken
	 */
	record SeededBug(String rule, String property, List<Edit> edits) {

		@Override
		public String toString() {
			return this.rule + " (" + this.property + ")";
		}

	}

}
