package dev.realtime.autoconfigure;

import java.util.random.RandomGenerator;

/**
 * What this node is called among the others: unlike any other, and unlike itself before
 * its last start, so that nobody takes what it left behind for what it does now.
 *
 * @param value the name
 */
record NodeName(String value) {

	private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

	private static final int LENGTH = 10;

	/**
	 * Make a name.
	 * @param nodeId what the name begins with, or empty
	 * @param random what it ends with
	 * @return the name
	 */
	static String create(String nodeId, RandomGenerator random) {
		StringBuilder name = new StringBuilder(nodeId);
		if (!nodeId.isEmpty()) {
			name.append('-');
		}
		for (int i = 0; i < LENGTH; i++) {
			name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
		}
		return name.toString();
	}

}
