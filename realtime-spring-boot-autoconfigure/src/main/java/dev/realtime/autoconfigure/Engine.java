package dev.realtime.autoconfigure;

import dev.realtime.bus.RealtimeBus;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of the engine that runs.
 *
 * @param name its name
 * @param why why it was chosen
 * @param reach whom its events reach, and what to do about it
 */
record Engine(String name, String why, String reach) {

	/**
	 * What to call an engine.
	 * @param engine the engine, or {@code null} if the application brings its own
	 * @param bus its bus
	 * @return the name
	 */
	static String nameOf(@Nullable Engine engine, RealtimeBus bus) {
		return (engine != null) ? engine.name() : bus.getClass().getName();
	}

}
