/**
 * Meters bound to Micrometer.
 */
@NullMarked
package dev.realtime.actuate;

import org.jspecify.annotations.NullMarked;
