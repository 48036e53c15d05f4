package dev.realtime.hub;

import java.util.List;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * What one lane had to say.
 *
 * @param answered whether it said anything in time
 * @param connections how many connections it has
 * @param position up to where everything was offered to them, or {@code null} if nothing
 * was
 * @param found the connections that were asked for
 */
public record LaneReport(boolean answered, int connections, @Nullable Position position, List<ConnectionReport> found) {

	/** A lane that has other things to do. */
	static final LaneReport NONE = new LaneReport(false, 0, null, List.of());

}
