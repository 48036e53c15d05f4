/**
 * Lanes, fan-out, subscribe with replay, catch-up, and the publisher.
 */
@NullMarked
package dev.realtime.hub;

import org.jspecify.annotations.NullMarked;
