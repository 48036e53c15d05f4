/**
 * What a Spring MVC application serves itself.
 */
@NullMarked
package dev.realtime.servlet;

import org.jspecify.annotations.NullMarked;
