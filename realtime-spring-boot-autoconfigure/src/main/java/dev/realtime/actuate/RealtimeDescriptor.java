package dev.realtime.actuate;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What {@code /actuator/realtime} answers: how this node does. What is {@code null} is
 * left out.
 *
 * @param node what the node is called
 * @param engine what carries its events
 * @param draining whether it takes no connections any more
 * @param positions how far it is
 * @param limits what it allows
 * @param connections who is connected
 * @param topics what they follow
 * @param slowConsumers those who are behind, the worst first
 * @since 0.1.0
 */
public record RealtimeDescriptor(String node, Engine engine, boolean draining, Positions positions,
		RealtimeNode.Limits limits, Connections connections, Topics topics,
		List<SlowConsumer> slowConsumers) implements OperationResponseBody {

	/**
	 * The engine.
	 *
	 * @param name what it is called
	 * @param up whether this node can publish and hears what others publish
	 * @param probeAgeMillis how long ago the node proved that it hears, if it ever did
	 */
	public record Engine(String name, boolean up, @Nullable Long probeAgeMillis) {

	}

	/**
	 * Positions. They agree when nothing is under way.
	 *
	 * @param log the top of the log; none if it could not be read within a second
	 * @param node the last that the bus gave this node; none if nothing was
	 * @param lanes those of the lanes that have connections
	 */
	public record Positions(@Nullable String log, @Nullable String node, List<Lane> lanes) {

	}

	/**
	 * A lane: the connections of one event loop.
	 *
	 * @param answered whether it answered within a second; if not, the rest is unknown
	 * @param connections how many connections it has
	 * @param position up to where they were offered everything
	 */
	public record Lane(boolean answered, int connections, @Nullable String position) {

	}

	/**
	 * Who is connected.
	 *
	 * @param total how many, long polls that wait included
	 * @param byTransport how many of each transport
	 * @param behind how many are behind
	 */
	public record Connections(int total, Map<String, Integer> byTransport, long behind) {

	}

	/**
	 * What they follow.
	 *
	 * @param total how many topics have a subscriber on this node
	 * @param subscriptions how many pairs of connection and topic there are
	 * @param top the topics with the most subscribers
	 */
	public record Topics(long total, long subscriptions, List<Topic> top) {

	}

	/**
	 * A topic.
	 *
	 * @param topic its name
	 * @param subscribers how many connections of this node follow it
	 */
	public record Topic(String topic, int subscribers) {

	}

	/**
	 * A connection that is behind.
	 *
	 * @param connection its id
	 * @param transport its transport
	 * @param user its user; none if it is anonymous
	 * @param position up to where it was given everything
	 * @param missed how many events of the log the node was given since; none if they
	 * cannot be counted
	 * @param waitingMillis how long it has taken nothing of what waits for it; 0 if
	 * nothing waits, and it reads what it missed
	 */
	public record SlowConsumer(String connection, String transport, @Nullable String user, @Nullable String position,
			@Nullable Long missed, long waitingMillis) {

	}

}
