package dev.realtime.security;

import dev.realtime.RealtimeUser;
import org.jspecify.annotations.Nullable;

/**
 * What a ticket stands for. Immutable.
 *
 * @param user whose it is, not anonymous
 * @param origin the page that asked for it, in its normal form, or {@code null} if it was
 * no page
 */
public record Ticket(RealtimeUser user, @Nullable String origin) {

}
