/**
 * Event to frame, once per format, shared by reference count.
 */
@NullMarked
package dev.realtime.codec;

import org.jspecify.annotations.NullMarked;
