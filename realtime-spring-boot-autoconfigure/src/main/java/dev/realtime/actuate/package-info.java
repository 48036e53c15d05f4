/**
 * The Actuator endpoint, health of the engine, info, meters bound to Micrometer, and
 * observations.
 */
@NullMarked
package dev.realtime.actuate;

import org.jspecify.annotations.NullMarked;
