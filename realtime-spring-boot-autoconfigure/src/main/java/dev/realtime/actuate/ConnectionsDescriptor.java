package dev.realtime.actuate;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What {@code /actuator/realtime/connections} answers: a page of the connections of this
 * node, the oldest first.
 *
 * @param total how many there are, on all pages
 * @param page which page this is, from 0 on
 * @param size how many connections a page has
 * @param connections those of this page
 * @since 0.1.0
 */
public record ConnectionsDescriptor(int total, int page, int size,
		List<Connection> connections) implements OperationResponseBody {

	/**
	 * A connection. What is {@code null} is left out.
	 *
	 * @param id its id
	 * @param transport its transport
	 * @param user its user; none if it is anonymous
	 * @param address the client's address, if it is known
	 * @param openedAt when it was accepted
	 * @param topics what it follows, in alphabetical order
	 * @param position up to where it was given everything; none if its lane did not
	 * answer within a second
	 * @param behind whether it is behind; none as with the position
	 */
	public record Connection(String id, String transport, @Nullable String user, @Nullable String address,
			Instant openedAt, List<String> topics, @Nullable String position,
			@Nullable Boolean behind) implements OperationResponseBody {

	}

}
