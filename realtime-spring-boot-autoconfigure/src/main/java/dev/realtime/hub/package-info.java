/**
 * This node's fan-out: lanes, heartbeats, subscribe with replay, catch-up and the tail.
 */
@NullMarked
package dev.realtime.hub;

import org.jspecify.annotations.NullMarked;
