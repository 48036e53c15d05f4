package dev.realtime.bus;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a bus does, for those who watch.
 *
 * @param up whether this node can publish and hears what others publish
 * @param probeAge how long ago this node last heard a probe of its own, or {@code null}
 * if it never did or the engine has none
 * @param lag how long that probe took through the engine and back, as an event would, or
 * {@code null} as above
 */
public record BusStatus(boolean up, @Nullable Duration probeAge, @Nullable Duration lag) {

	/** There is nothing that could fail. */
	public static final BusStatus ALWAYS_UP = new BusStatus(true, null);

	/**
	 * Create a status without a lag.
	 * @param up whether the bus is up
	 * @param probeAge how long ago a probe was heard, or {@code null}
	 */
	public BusStatus(boolean up, @Nullable Duration probeAge) {
		this(up, probeAge, null);
	}

}
