/**
 * Health of the engine, meters bound to Micrometer, and observations.
 */
@NullMarked
package dev.realtime.actuate;

import org.jspecify.annotations.NullMarked;
