/**
 * The engine that carries events across nodes through Redis.
 */
@NullMarked
package dev.realtime.redis;

import org.jspecify.annotations.NullMarked;
