package dev.realtime.hub;

import java.util.List;
import java.util.stream.Stream;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * How far this node and its lanes are.
 *
 * @param position the last position that the bus gave this node, or {@code null} if it
 * gave none
 * @param lanes the lanes that have connections
 */
public record HubReport(@Nullable Position position, List<LaneReport> lanes) {

	/**
	 * The connections that were asked for.
	 * @return those of all lanes that answered
	 */
	public Stream<ConnectionReport> found() {
		return this.lanes.stream().flatMap((lane) -> lane.found().stream());
	}

}
