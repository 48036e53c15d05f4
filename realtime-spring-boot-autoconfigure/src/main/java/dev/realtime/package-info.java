/**
 * What an application injects, implements or annotates with.
 */
@NullMarked
package dev.realtime;

import org.jspecify.annotations.NullMarked;
