package dev.realtime.webflux;

import dev.realtime.hub.Lane;

/**
 * Where one connection lives.
 *
 * @param lane the hub's part of it
 * @param thread the lane's thread
 * @param cut closes the socket without further ado, where the server lets us
 */
record ConnectionLane(Lane lane, LaneThread thread, Runnable cut) {

}
