/**
 * What was measured, summed up and written down.
 */
@NullMarked
package dev.realtime.benchmarks.report;

import org.jspecify.annotations.NullMarked;
