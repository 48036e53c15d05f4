package dev.realtime.webflux;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import dev.realtime.connection.ConnectionIds;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.connection.ConnectionLog;
import dev.realtime.connection.Lease;
import dev.realtime.connection.RefusedException;
import dev.realtime.connection.RegisteredConnection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;

/**
 * Makes streams of requests: handshake, lease, and at last the ready frame, all of it
 * within the handshake timeout. Reports each refusal once.
 */
final class Streams {

	private final EdgeSettings settings;

	private final EdgeServices services;

	private final Handshakes handshakes;

	private final StreamReports reports;

	private final ConnectionIds ids = new ConnectionIds();

	Streams(EdgeSettings settings, EdgeServices services) {
		this.settings = settings;
		this.services = services;
		this.handshakes = new Handshakes(services.authenticator(), services.authorizer(), settings.userTopic());
		this.reports = new StreamReports(services.observer(), services.listener());
	}

	EdgeSettings settings() {
		return this.settings;
	}

	LaneResolver lanes() {
		return this.services.lanes();
	}

	RealtimeObserver observer() {
		return this.services.observer();
	}

	boolean isDraining() {
		return this.services.registry().isDraining();
	}

	Handshakes handshakes() {
		return this.handshakes;
	}

	StreamRequest read(ServerWebExchange exchange) {
		return StreamRequest.of(exchange.getRequest(), this.settings.maxTopics());
	}

	PollConnection poll(ServerWebExchange exchange, StreamRequest request, Admission admission) {
		ConnectionLane lane = this.services.lanes().resolve(exchange.getResponse());
		return new PollConnection(info(admission, Transport.LONG_POLL, request), lane,
				this.settings.longPoll().maxEvents(), observer());
	}

	/**
	 * Find a place for a connection. The registry reports its refusals.
	 * @param exchange the request
	 * @param connection the connection
	 * @return the lease; fails with a {@link RefusedException}
	 */
	Mono<Lease> lease(ServerWebExchange exchange, RegisteredConnection connection) {
		return this.services.registry().open(connection, addressKey(exchange));
	}

	private ConnectionInfo info(Admission admission, Transport transport, StreamRequest request) {
		return new ConnectionInfo(this.ids.next(), transport, admission.user(), request.address(), Instant.now());
	}

	@Nullable String addressKey(ServerWebExchange exchange) {
		return this.services.addresses().keyOf(exchange.getRequest().getRemoteAddress());
	}

	/**
	 * Decide on a request and find a place for what it asks for.
	 * @param exchange the request
	 * @param transport its transport
	 * @param asked reads it
	 * @return the stream, with its lease, not open yet; fails with a
	 * {@link RefusedException}. To cancel it later ends the stream
	 */
	<T> Mono<Accepted<T>> accept(ServerWebExchange exchange, Transport transport, Supplier<Asked<T>> asked) {
		return refusable(exchange, transport,
				Mono.fromSupplier(asked)
					.flatMap((ask) -> this.handshakes.admit(exchange, transport, ask.request(), ask.cursor())
						.map((admission) -> stream(exchange, transport, ask, admission))))
			.flatMap((accepted) -> lease(exchange, accepted.stream()).doOnNext(accepted.stream()::keep)
				.thenReturn(accepted)
				.doOnError((error) -> accepted.stream().end(reasonOf(error)))
				.doOnCancel(accepted.stream()::end));
	}

	/**
	 * Report refusals of a request that is no connection yet.
	 * @param exchange the request
	 * @param transport what it asks for
	 * @param handshake decides on it
	 * @return the same
	 */
	<T> Mono<T> refusable(ServerWebExchange exchange, Transport transport, Mono<T> handshake) {
		return reported(handshake).doOnError(RefusedException.class, (refused) -> ConnectionLog.refused(transport,
				StreamRequest.address(exchange.getRequest()), refused.reason(), refused.getMessage()));
	}

	/**
	 * Why a connection is not opened.
	 * @param error what came of its handshake
	 * @return the reason that its client is told
	 */
	static CloseReason reasonOf(Throwable error) {
		return (error instanceof RefusedException refused) ? refused.reason() : CloseReason.CLIENT_GONE;
	}

	private <T> Accepted<T> stream(ServerWebExchange exchange, Transport transport, Asked<T> ask, Admission admission) {
		ConnectionLane lane = this.services.lanes().resolve(exchange.getResponse());
		return new Accepted<>(new StreamConnection<>(info(admission, transport, ask.request()), lane, ask.wire(),
				this.settings.sendBuffer(), this.reports), admission);
	}

	/**
	 * Open an accepted stream.
	 * @param accepted the stream
	 * @return the stream when its ready frame waits to be sent; fails with a
	 * {@link RefusedException}
	 */
	<T> Mono<StreamConnection<T>> open(Accepted<T> accepted) {
		StreamConnection<T> stream = accepted.stream();
		return reported(stream.open(accepted.admission())).thenReturn(stream);
	}

	/**
	 * Bound the time of a handshake.
	 * @param handshake the handshake
	 * @param left how much is left of the time
	 * @return fails with {@link CloseReason#UNAVAILABLE} when it takes longer
	 */
	<T> Mono<T> inTime(Mono<T> handshake, Duration left) {
		return handshake.timeout(left, reported(Mono.error(() -> new RefusedException(CloseReason.UNAVAILABLE,
				"The handshake took longer than " + this.settings.handshakeTimeout().toMillis() + " ms"))));
	}

	<T> Mono<T> reported(Mono<T> handshake) {
		return handshake.doOnError(RefusedException.class, (refused) -> {
			if (refused.reason() != CloseReason.CLIENT_GONE) {
				observer().connectionRejected(refused.reason());
			}
		});
	}

	/**
	 * What a client asks for and how it wants it.
	 *
	 * @param request the request as it was read
	 * @param cursor where to resume, or {@code null}
	 * @param wire how the stream is to speak
	 * @param <T> what the server takes
	 */
	record Asked<T>(StreamRequest request, @Nullable String cursor, StreamWire<T> wire) {

	}

	/**
	 * A stream that may be opened.
	 *
	 * @param stream the stream
	 * @param admission who, and to what
	 * @param <T> what the server takes
	 */
	record Accepted<T>(StreamConnection<T> stream, Admission admission) {

	}

}
