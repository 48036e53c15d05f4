/**
 * What an application injects, implements or receives.
 */
@NullMarked
package dev.realtime;

import org.jspecify.annotations.NullMarked;
