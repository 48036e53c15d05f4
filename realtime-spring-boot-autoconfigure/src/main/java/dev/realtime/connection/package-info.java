/**
 * What one stream is to the hub, and the registry that counts, limits and drains streams.
 */
@NullMarked
package dev.realtime.connection;

import org.jspecify.annotations.NullMarked;
