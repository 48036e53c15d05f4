/**
 * The Actuator endpoint, health of the engine, info, and meters bound to Micrometer.
 */
@NullMarked
package dev.realtime.actuate;

import org.jspecify.annotations.NullMarked;
