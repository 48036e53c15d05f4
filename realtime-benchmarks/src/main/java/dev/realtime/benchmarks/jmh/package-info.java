/**
 * The parts of the hot path, each by itself.
 */
@NullMarked
package dev.realtime.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
