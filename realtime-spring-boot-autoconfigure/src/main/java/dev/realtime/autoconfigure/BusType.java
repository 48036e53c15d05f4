package dev.realtime.autoconfigure;

/**
 * The engines to choose from with {@code realtime.bus.type}.
 *
 * @since 0.1.0
 */
public enum BusType {

	/** The engine that the application's class path and configuration ask for. */
	AUTO,

	/** All in the memory of this node. */
	LOCAL,

	/** Through Redis, to all nodes. */
	REDIS

}
