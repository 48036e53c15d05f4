/**
 * The HTTP edge: SSE, WebSocket, long polling and the handshake.
 */
@NullMarked
package dev.realtime.webflux;

import org.jspecify.annotations.NullMarked;
