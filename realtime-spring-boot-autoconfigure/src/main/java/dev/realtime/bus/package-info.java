/**
 * The contract of an engine: publish, subscribe, read.
 */
@NullMarked
package dev.realtime.bus;

import org.jspecify.annotations.NullMarked;
