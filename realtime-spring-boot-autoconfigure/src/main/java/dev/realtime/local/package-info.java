/**
 * The engine that keeps everything in the heap of one node.
 */
@NullMarked
package dev.realtime.local;

import org.jspecify.annotations.NullMarked;
