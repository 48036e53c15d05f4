package dev.realtime.autoconfigure;

/**
 * Whether something is used that is not possible everywhere.
 *
 * @since 0.1.0
 */
public enum Use {

	/** Where it is possible. */
	AUTO,

	/** Never. */
	OFF

}
