/**
 * The runner: starts each system and the load client, one after the other in turns, and
 * reports.
 */
@NullMarked
package dev.realtime.benchmarks.run;

import org.jspecify.annotations.NullMarked;
