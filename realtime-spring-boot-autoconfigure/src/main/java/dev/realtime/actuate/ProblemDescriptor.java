package dev.realtime.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why a request to the endpoint was not done.
 *
 * @param error what is wrong, for humans
 * @since 0.1.0
 */
public record ProblemDescriptor(String error) implements OperationResponseBody {

}
