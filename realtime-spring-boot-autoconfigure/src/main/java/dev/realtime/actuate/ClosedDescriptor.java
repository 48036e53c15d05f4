package dev.realtime.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What closing a connection or a user answers.
 *
 * @param closed how many connections were closed, or will be by their nodes
 * @since 0.1.0
 */
public record ClosedDescriptor(long closed) implements OperationResponseBody {

}
