package dev.realtime.autoconfigure;

/**
 * Whether there is something that is of use in some applications only.
 *
 * @since 0.1.0
 */
public enum Enabled {

	/** Where it is of use. */
	AUTO,

	/** In any case. */
	TRUE,

	/** Never. */
	FALSE

}
