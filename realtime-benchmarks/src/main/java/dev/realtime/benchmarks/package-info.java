/**
 * Measures this library against its peers in the same run.
 */
@NullMarked
package dev.realtime.benchmarks;

import org.jspecify.annotations.NullMarked;
