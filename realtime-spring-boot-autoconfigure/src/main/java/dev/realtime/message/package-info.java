/**
 * Messages from clients: subscribe, unsubscribe, publish, acks and rate limits.
 */
@NullMarked
package dev.realtime.message;

import org.jspecify.annotations.NullMarked;
