/**
 * What one stream is to the hub, who is connected, and how all of them are closed.
 */
@NullMarked
package dev.realtime.connection;

import org.jspecify.annotations.NullMarked;
