/**
 * Messages from clients: subscribe and unsubscribe, dispatch to handlers, acks, rate limits.
 */
@NullMarked
package dev.realtime.message;

import org.jspecify.annotations.NullMarked;
