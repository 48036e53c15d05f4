package dev.realtime.connection;

import java.time.Instant;

import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Who and what a connection is, from its acceptance to its end.
 *
 * @param id random and unguessable, but no secret to be relied on
 * @param transport how frames reach the client
 * @param user who is behind it
 * @param address the client's address as text, or {@code null} if unknown
 * @param openedAt when it was accepted
 */
public record ConnectionInfo(String id, Transport transport, RealtimeUser user, @Nullable String address,
		Instant openedAt) {

}
