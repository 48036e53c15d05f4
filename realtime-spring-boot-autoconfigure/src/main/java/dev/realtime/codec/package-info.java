/**
 * Event to frame, once per wire format.
 */
@NullMarked
package dev.realtime.codec;

import org.jspecify.annotations.NullMarked;
