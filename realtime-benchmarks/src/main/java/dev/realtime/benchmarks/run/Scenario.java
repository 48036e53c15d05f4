package dev.realtime.benchmarks.run;

/**
 * Conditions under which systems are measured.
 */
interface Scenario {

	/**
	 * Its name on the command line.
	 * @return its name
	 */
	String name();

	/**
	 * What it is, for who reads the report.
	 * @return a sentence or two
	 */
	String description();

	/**
	 * Whether a system can be measured like this.
	 * @param system the system
	 * @return whether it can
	 */
	default boolean fits(SystemUnderTest system) {
		return !system.isSwitched();
	}

	/**
	 * Measure the bench's system.
	 * @param bench starts what is needed, and takes the figures
	 */
	void run(Bench bench);

}
