package dev.realtime.actuate;

import java.time.Instant;
import java.util.List;

import dev.realtime.BusUnavailableException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What HTTP and JMX ask of the endpoint, and how they tell what comes of it.
 */
class EndpointFacesTests {

	private static final ConnectionsDescriptor.Connection CONNECTION = new ConnectionsDescriptor.Connection("c1", "sse",
			null, null, Instant.EPOCH, List.of(), null, null);

	private static final ConnectionsDescriptor PAGE = new ConnectionsDescriptor(15, 2, 7, List.of(CONNECTION));

	private final RealtimeEndpoint endpoint = mock(RealtimeEndpoint.class);

	private final ReactiveRealtimeEndpointWebExtension http = new ReactiveRealtimeEndpointWebExtension(this.endpoint);

	@Test
	void whoIsAskedForIsWhoIsListed() {
		given(this.endpoint.connections("alice", "news", 2, 7)).willReturn(Mono.just(PAGE));
		assertAnswer(this.http.list("connections", "alice", "news", "2", "7"), 200, PAGE);
		assertThat(new RealtimeEndpointJmxExtension(this.endpoint).connections("alice", "news", 2, 7).blockOptional())
			.containsSame(PAGE);
	}

	@Test
	void whatIsFoundAmongConnectionsIsNowhereElse() {
		given(this.endpoint.connections(null, null, null, null)).willReturn(Mono.just(PAGE));
		given(this.endpoint.connection("c1")).willReturn(Mono.just(CONNECTION));
		assertAnswer(this.http.find("connections", "c1"), 200, CONNECTION);
		assertAnswer(this.http.find("users", "c1"), 404, null);
		assertAnswer(this.http.list("users", null, null, null, null), 404, null);
	}

	@Test
	void whenOtherNodesCannotBeToldThenTheServiceIsUnavailableAndItIsSaidWhy() {
		given(this.endpoint.closeUser("alice")).willReturn(Mono.error(new BusUnavailableException("away", null)));
		assertAnswer(this.http.close("users", "alice"), 503, new ProblemDescriptor("away"));
	}

	private static void assertAnswer(Mono<WebEndpointResponse<OperationResponseBody>> answer, int status,
			OperationResponseBody body) {
		WebEndpointResponse<OperationResponseBody> given = answer.block();
		assertThat(given.getStatus()).isEqualTo(status);
		assertThat(given.getBody()).isEqualTo(body);
	}

}
