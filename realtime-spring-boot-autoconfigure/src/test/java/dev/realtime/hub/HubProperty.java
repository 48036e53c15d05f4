package dev.realtime.hub;

/**
 * Runs simulations; also on a hub that was changed, see {@link HubMutationTests}.
 */
final class HubProperty {

	private HubProperty() {
	}

	/**
	 * Run one simulation after the other.
	 * @param mix what goes wrong in them
	 * @param seeds how many
	 * @throws AssertionError for the first one that fails, with its story
	 */
	static void check(FaultMix mix, int seeds) {
		for (long seed = 0; seed < seeds; seed++) {
			Throwable failure = run(new Simulation(seed, mix, false));
			if (failure != null) {
				Simulation again = new Simulation(seed, mix, true);
				run(again);
				throw new AssertionError(
						mix + ", seed " + seed + ": " + failure + '\n' + String.join("\n", again.story()), failure);
			}
		}
	}

	/**
	 * What goes wrong first.
	 * @param mix the name of a mix
	 * @param seeds how many simulations to try
	 * @return the failure, or {@code null} if there is none
	 */
	static String firstFailure(String mix, int seeds) {
		for (long seed = 0; seed < seeds; seed++) {
			Throwable failure = run(new Simulation(seed, FaultMix.valueOf(mix), false));
			if (failure != null) {
				return "seed " + seed + ": " + failure;
			}
		}
		return null;
	}

	private static Throwable run(Simulation simulation) {
		try {
			simulation.run();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

}
