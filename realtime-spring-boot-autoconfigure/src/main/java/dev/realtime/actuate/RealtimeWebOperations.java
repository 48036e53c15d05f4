package dev.realtime.actuate;

import java.util.function.Supplier;

import dev.realtime.BusUnavailableException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint over HTTP. What is not there is a 404; what cannot be understood is a 400
 * that says why, which is why numbers are read here. Nothing waits for an answer; how a
 * status is told with one that comes later is different in the two web stacks.
 *
 * @param <R> a response
 * @since 0.1.0
 */
public abstract class RealtimeWebOperations<R> {

	private static final int OK = 200;

	private static final int BAD_REQUEST = 400;

	private static final int NOT_FOUND = 404;

	private static final int UNAVAILABLE = 503;

	private static final String CONNECTIONS = "connections";

	private static final String USERS = "users";

	private static final String DRAIN = "drain";

	private final RealtimeEndpoint endpoint;

	/**
	 * Create the operations.
	 * @param endpoint what they are the face of
	 */
	protected RealtimeWebOperations(RealtimeEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Make a response.
	 * @param body what it says, or {@code null} for nothing
	 * @param status its status
	 * @return the response
	 */
	protected abstract R response(@Nullable OperationResponseBody body, int status);

	/**
	 * {@code GET /realtime}.
	 * @param top how many topics and slow consumers to list
	 * @return the response
	 */
	@ReadOperation
	public Mono<R> realtime(@Nullable String top) {
		return respond(() -> this.endpoint.realtime(number("top", top)));
	}

	/**
	 * {@code GET /realtime/connections}.
	 * @param section what to list
	 * @param user whose
	 * @param topic only those that follow it
	 * @param page which page
	 * @param size how many on a page
	 * @return the response
	 */
	@ReadOperation
	public Mono<R> list(@Selector String section, @Nullable String user, @Nullable String topic, @Nullable String page,
			@Nullable String size) {
		return respond(() -> section.equals(CONNECTIONS)
				? this.endpoint.connections(user, topic, number("page", page), number("size", size)) : Mono.empty());
	}

	/**
	 * {@code GET /realtime/connections/{id}}.
	 * @param section what kind of thing it is
	 * @param id its id
	 * @return the response
	 */
	@ReadOperation
	public Mono<R> find(@Selector String section, @Selector String id) {
		return respond(() -> section.equals(CONNECTIONS) ? this.endpoint.connection(id) : Mono.empty());
	}

	/**
	 * {@code DELETE /realtime/connections/{id}} and {@code /realtime/users/{name}}.
	 * @param section what kind of thing it is
	 * @param id its id or name
	 * @return the response
	 */
	@DeleteOperation
	public Mono<R> close(@Selector String section, @Selector String id) {
		return respond(() -> switch (section) {
			case CONNECTIONS -> this.endpoint.closeConnection(id);
			case USERS -> this.endpoint.closeUser(id);
			default -> Mono.empty();
		});
	}

	/**
	 * {@code POST /realtime/drain}. Those who listen to the node's readiness may block.
	 * @param action what to do
	 * @return the response
	 */
	@WriteOperation
	public Mono<R> act(@Selector String action) {
		return respond(() -> action.equals(DRAIN)
				? Mono.fromSupplier(this.endpoint::drain).subscribeOn(Schedulers.boundedElastic()) : Mono.empty());
	}

	private Mono<R> respond(Supplier<Mono<? extends OperationResponseBody>> operation) {
		return Mono.defer(operation)
			.map((body) -> response(body, OK))
			.switchIfEmpty(Mono.fromSupplier(() -> response(null, NOT_FOUND)))
			.onErrorResume(InvalidEndpointRequestException.class, (error) -> problem(error, BAD_REQUEST))
			.onErrorResume(BusUnavailableException.class, (error) -> problem(error, UNAVAILABLE));
	}

	private Mono<R> problem(Exception error, int status) {
		return Mono.fromSupplier(() -> response(new ProblemDescriptor(String.valueOf(error.getMessage())), status));
	}

	private static @Nullable Integer number(String name, @Nullable String text) {
		try {
			return (text != null) ? Integer.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			throw new InvalidEndpointRequestException(name + " must be a whole number", name + " is no number", ex);
		}
	}

}
