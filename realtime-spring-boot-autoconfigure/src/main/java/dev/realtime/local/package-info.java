/**
 * The engine for one node: bus and log in memory.
 */
@NullMarked
package dev.realtime.local;

import org.jspecify.annotations.NullMarked;
