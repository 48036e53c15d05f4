/**
 * A runnable demonstration.
 */
@NullMarked
package dev.realtime.sample;

import org.jspecify.annotations.NullMarked;
