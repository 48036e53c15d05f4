package dev.realtime.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a node is, from its start to its end.
 *
 * @param name what it is called, unlike any other and unlike itself before its last start
 * @param engine what its engine is called
 * @param version the version of the library, or {@code null} if it is not known
 * @param transports what clients may connect with
 * @param endpoints where, method and path
 * @param limits what it allows
 * @since 0.1.0
 */
public record RealtimeNode(String name, String engine, @Nullable String version, List<String> transports,
		List<String> endpoints, Limits limits) {

	/**
	 * Create a node.
	 */
	public RealtimeNode {
		transports = List.copyOf(transports);
		endpoints = List.copyOf(endpoints);
	}

	/**
	 * What a node allows. 0 is no limit. Sizes are bytes.
	 *
	 * @param connections streams and waiting long polls of this node
	 * @param connectionsPerUser streams of one user, on all nodes
	 * @param connectionsPerAddress streams and waiting long polls of anonymous clients of
	 * one address
	 * @param overflow what happens when a user has too many
	 * @param topicsPerConnection topics of one connection
	 * @param messagesPerSecond messages of one connection
	 * @param eventSize the payload of an event
	 * @param messageSize a client's message
	 * @param sendBuffer what the kernel holds for a client that does not read
	 * @param tailSize what is remembered of recent events
	 * @param replayEvents missed events that one resume replays
	 */
	public record Limits(int connections, int connectionsPerUser, int connectionsPerAddress, String overflow,
			int topicsPerConnection, int messagesPerSecond, long eventSize, long messageSize, long sendBuffer,
			long tailSize, int replayEvents) implements OperationResponseBody {

	}

}
