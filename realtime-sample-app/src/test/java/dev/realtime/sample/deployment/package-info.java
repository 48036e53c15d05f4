/**
 * Tests of what the documentation says of deployments.
 */
@org.jspecify.annotations.NullMarked
package dev.realtime.sample.deployment;
