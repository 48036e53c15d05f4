/**
 * Wiring and properties: thin lifecycle adapters, nothing else.
 */
@NullMarked
package dev.realtime.autoconfigure;

import org.jspecify.annotations.NullMarked;
