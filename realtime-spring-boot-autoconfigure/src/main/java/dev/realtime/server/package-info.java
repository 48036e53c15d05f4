/**
 * A Reactor Netty server beside the application's own, for servlet applications above
 * all.
 */
@NullMarked
package dev.realtime.server;

import org.jspecify.annotations.NullMarked;
