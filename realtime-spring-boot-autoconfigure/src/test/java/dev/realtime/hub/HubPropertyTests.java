package dev.realtime.hub;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of the hub: whatever happens, nobody loses an event without being
 * told, nothing comes twice or out of order, no id is beyond what was written before it,
 * and nothing is left behind. A failure names its seed and tells its story.
 */
class HubPropertyTests {

	@ParameterizedTest
	@EnumSource
	void nothingIsLostSilentlyOrRepeated(FaultMix mix) {
		HubProperty.check(mix, Integer.getInteger("realtime.seeds", 400));
	}

}
