/**
 * Health of the engine, and meters bound to Micrometer.
 */
@NullMarked
package dev.realtime.actuate;

import org.jspecify.annotations.NullMarked;
