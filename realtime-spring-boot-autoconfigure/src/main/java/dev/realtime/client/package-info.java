/**
 * The script with which pages connect, as it is served.
 */
@NullMarked
package dev.realtime.client;

import org.jspecify.annotations.NullMarked;
