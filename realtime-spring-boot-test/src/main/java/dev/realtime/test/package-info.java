/**
 * Helpers for tests of applications that publish events.
 */
@NullMarked
package dev.realtime.test;

import org.jspecify.annotations.NullMarked;
