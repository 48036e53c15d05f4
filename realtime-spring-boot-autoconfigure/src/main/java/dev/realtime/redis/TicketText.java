package dev.realtime.redis;

import java.time.Instant;
import java.util.Set;

import dev.realtime.RealtimeUser;
import dev.realtime.security.Ticket;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A ticket as it is kept in Redis: JSON that nodes of other versions can read.
 *
 * @param name the user's name
 * @param authorities the user's authorities
 * @param expiresAt when the login ends, in ISO 8601, or {@code null}
 * @param origin the page that it was issued to, or {@code null}
 */
record TicketText(String name, Set<String> authorities, @Nullable String expiresAt, @Nullable String origin) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static byte[] write(Ticket ticket) {
		RealtimeUser user = ticket.user();
		Instant end = user.expiresAt();
		return MAPPER.writeValueAsBytes(new TicketText(user.name(), user.authorities(),
				(end != null) ? end.toString() : null, ticket.origin()));
	}

	static Ticket read(byte[] json) {
		TicketText text = MAPPER.readValue(json, TicketText.class);
		Instant end = (text.expiresAt() != null) ? Instant.parse(text.expiresAt()) : null;
		return new Ticket(new RealtimeUser(text.name(), text.authorities(), end), text.origin());
	}

}
