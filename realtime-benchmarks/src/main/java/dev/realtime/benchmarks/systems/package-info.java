/**
 * The servers that are measured, each with a main class of its own.
 */
@NullMarked
package dev.realtime.benchmarks.systems;

import org.jspecify.annotations.NullMarked;
