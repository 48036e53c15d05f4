/**
 * What a Spring MVC application serves itself, so that its pages find their way to the
 * server that serves streams.
 */
@NullMarked
package dev.realtime.servlet;

import org.jspecify.annotations.NullMarked;
