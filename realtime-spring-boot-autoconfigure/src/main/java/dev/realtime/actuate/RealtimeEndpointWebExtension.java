package dev.realtime.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.ResponseEntity;

/**
 * The endpoint over HTTP in a servlet application, where Spring MVC takes the response
 * for what it is when it comes later.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = RealtimeEndpoint.class)
public class RealtimeEndpointWebExtension extends RealtimeWebOperations<ResponseEntity<OperationResponseBody>> {

	/**
	 * Create the extension.
	 * @param endpoint what it is the face of
	 */
	public RealtimeEndpointWebExtension(RealtimeEndpoint endpoint) {
		super(endpoint);
	}

	@Override
	protected ResponseEntity<OperationResponseBody> response(@Nullable OperationResponseBody body, int status) {
		return ResponseEntity.status(status).body(body);
	}

}
