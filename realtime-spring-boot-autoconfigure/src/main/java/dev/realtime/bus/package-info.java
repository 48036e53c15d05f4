/**
 * The contract of an engine: publish, subscribe, read, and the verdicts of a replay.
 */
@NullMarked
package dev.realtime.bus;

import org.jspecify.annotations.NullMarked;
