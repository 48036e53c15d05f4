/**
 * What Micrometer observes: publishes, broadcasts and the handling of messages.
 */
@NullMarked
package dev.realtime.actuate.observation;

import org.jspecify.annotations.NullMarked;
