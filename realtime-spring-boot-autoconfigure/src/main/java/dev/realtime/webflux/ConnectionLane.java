package dev.realtime.webflux;

import dev.realtime.hub.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Where one connection lives.
 *
 * @param lane the hub's part of it
 * @param thread the lane's thread
 * @param receipt says what the server has written, or {@code null} if it takes no more
 * than it can write
 * @param cut closes the socket without further ado, where the server lets us
 */
record ConnectionLane(Lane lane, LaneThread thread, @Nullable Receipt receipt, Runnable cut) {

}
