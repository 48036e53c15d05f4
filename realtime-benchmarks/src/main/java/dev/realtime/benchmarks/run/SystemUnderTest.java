package dev.realtime.benchmarks.run;

import java.util.List;
import java.util.Map;

import dev.realtime.benchmarks.systems.Stack;
import org.jspecify.annotations.Nullable;

/**
 * A server that is measured. It listens on the port in {@code PORT}, answers
 * {@code GET /ready}, and ends on SIGTERM. If it cannot run here, it says why in one line
 * and exits with 3.
 *
 * @param name its name in reports and on the command line
 * @param mainClass its main class, or {@code null} if it is not run by a JVM of ours
 * @param stack what is on the class path of its JVM
 * @param command otherwise the script below the peers' directory, and its arguments
 * @param environment what it is told besides {@code PORT}
 * @param endpoint where it is spoken to
 * @param baseline the system that it is compared to
 * @param replays whether it sends what a client missed that comes back
 */
record SystemUnderTest(String name, @Nullable String mainClass, Stack stack, List<String> command,
		Map<String, String> environment, Endpoint endpoint, String baseline, boolean replays) {

	/** What a system is told that has an observer to switch. */
	static final String OBSERVER = "OBSERVER";

	static SystemUnderTest java(String name, String mainClass, Stack stack, Endpoint endpoint, String baseline) {
		return new SystemUnderTest(name, mainClass, stack, List.of(), Map.of(), endpoint, baseline, false);
	}

	static SystemUnderTest script(String name, List<String> command, Endpoint endpoint, String baseline) {
		return new SystemUnderTest(name, null, Stack.REACTIVE, command, Map.of(), endpoint, baseline, false);
	}

	SystemUnderTest with(String variable, String value) {
		return new SystemUnderTest(this.name, this.mainClass, this.stack, this.command, Map.of(variable, value),
				this.endpoint, this.baseline, this.replays);
	}

	SystemUnderTest replaying() {
		return new SystemUnderTest(this.name, this.mainClass, this.stack, this.command, this.environment, this.endpoint,
				this.baseline, true);
	}

	boolean isJvm() {
		return this.mainClass != null;
	}

	/**
	 * Whether it has an observer that is switched on and off while it works.
	 * @return whether it is for nothing but {@link Meters}
	 */
	boolean isSwitched() {
		return this.environment.containsKey(OBSERVER);
	}

	/**
	 * Whether it is this library.
	 * @return whether the others of its transport are compared to it
	 */
	boolean isProduct() {
		return this.name.equals(this.baseline);
	}

}
