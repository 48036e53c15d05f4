/**
 * Processes that are started, watched through {@code /proc} and stopped again.
 */
@NullMarked
package dev.realtime.benchmarks.process;

import org.jspecify.annotations.NullMarked;
