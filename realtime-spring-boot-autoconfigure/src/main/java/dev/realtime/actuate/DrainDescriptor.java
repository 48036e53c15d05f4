package dev.realtime.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What draining the node answers.
 *
 * @param draining that it drains, or has done so
 * @param left how many connections are left
 * @since 0.1.0
 */
public record DrainDescriptor(boolean draining, int left) implements OperationResponseBody {

}
