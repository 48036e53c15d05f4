/**
 * The load client: one process that holds thousands of connections, publishes, and says
 * what arrived when.
 */
@NullMarked
package dev.realtime.benchmarks.load;

import org.jspecify.annotations.NullMarked;
