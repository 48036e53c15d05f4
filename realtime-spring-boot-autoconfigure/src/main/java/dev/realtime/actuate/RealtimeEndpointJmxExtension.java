package dev.realtime.actuate;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * The endpoint over JMX, with an operation for each thing that can be done.
 *
 * @since 0.1.0
 */
@EndpointJmxExtension(endpoint = RealtimeEndpoint.class)
public class RealtimeEndpointJmxExtension {

	private final RealtimeEndpoint endpoint;

	/**
	 * Create the extension.
	 * @param endpoint what it is the face of
	 */
	public RealtimeEndpointJmxExtension(RealtimeEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * A page of this node's connections.
	 * @param user whose, exactly; empty for those of nobody, {@code null} for all
	 * @param topic only those that follow it, or {@code null}
	 * @param page which page, from 0 on, or {@code null} for the first
	 * @param size how many on a page, or {@code null} for 50
	 * @return the page
	 */
	@ReadOperation
	public Mono<ConnectionsDescriptor> connections(@Nullable String user, @Nullable String topic,
			@Nullable Integer page, @Nullable Integer size) {
		return this.endpoint.connections(user, topic, page, size);
	}

	/**
	 * Close a connection of this node.
	 * @param id its id
	 * @return one, or none if there is no such connection
	 */
	@DeleteOperation
	public Mono<ClosedDescriptor> closeConnection(String id) {
		return this.endpoint.closeConnection(id).defaultIfEmpty(new ClosedDescriptor(0));
	}

	/**
	 * Close a user's streams on all nodes.
	 * @param name the user's name, exactly
	 * @return how many
	 */
	@DeleteOperation
	public Mono<ClosedDescriptor> closeUser(String name) {
		return this.endpoint.closeUser(name);
	}

	/**
	 * Drain the node.
	 * @return how many connections are left
	 */
	@WriteOperation
	public DrainDescriptor drain() {
		return this.endpoint.drain();
	}

}
