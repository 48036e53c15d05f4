package dev.realtime.bus;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a bus does, for those who watch.
 *
 * @param up whether this node can publish and hears what others publish
 * @param probeAge how long ago this node last heard a probe of its own, or {@code null}
 * if it never did or the engine has none
 */
public record BusStatus(boolean up, @Nullable Duration probeAge) {

	/** There is nothing that could fail. */
	public static final BusStatus ALWAYS_UP = new BusStatus(true, null);

}
