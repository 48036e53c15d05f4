package dev.realtime.hub;

/**
 * Runs simulations; also on a hub that was changed, see {@link HubMutationTests}.
 */
final class HubProperty {

	private HubProperty() {
	}

	static void check(FaultMix mix, long firstSeed, int seeds) {
		for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
			try {
				new Simulation(seed, mix, false).run();
			}
			catch (Throwable ex) {
				throw new AssertionError(mix + ", seed " + seed + ": " + ex + '\n' + story(mix, seed), ex);
			}
		}
	}

	private static String story(FaultMix mix, long seed) {
		Simulation again = new Simulation(seed, mix, true);
		try {
			again.run();
		}
		catch (Throwable ex) {
			again.story().add(ex.toString());
		}
		return String.join("\n", again.story());
	}

}
