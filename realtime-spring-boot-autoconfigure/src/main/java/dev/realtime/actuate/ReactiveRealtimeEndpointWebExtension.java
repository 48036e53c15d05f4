package dev.realtime.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint over HTTP in a reactive application.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = RealtimeEndpoint.class)
public class ReactiveRealtimeEndpointWebExtension
		extends RealtimeWebOperations<WebEndpointResponse<OperationResponseBody>> {

	/**
	 * Create the extension.
	 * @param endpoint what it is the face of
	 */
	public ReactiveRealtimeEndpointWebExtension(RealtimeEndpoint endpoint) {
		super(endpoint);
	}

	@Override
	protected WebEndpointResponse<OperationResponseBody> response(@Nullable OperationResponseBody body, int status) {
		return (body != null) ? new WebEndpointResponse<>(body, status) : new WebEndpointResponse<>(status);
	}

}
