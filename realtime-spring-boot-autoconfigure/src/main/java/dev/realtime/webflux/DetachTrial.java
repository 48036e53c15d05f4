package dev.realtime.webflux;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.realtime.RealtimePublisher;
import dev.realtime.hub.Hub;
import dev.realtime.message.MessageHandlers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.ProxyProtocolSupportType;
import reactor.util.retry.Retry;

/**
 * Tries at start, on a server of its own on the loopback interface, whether a stream of
 * server-sent events survives the end of its HTTP exchange: whether it becomes ready, is
 * detached, gets an event, and ends in order. Only then the {@link DetachPermit permit}
 * is granted. The server is configured like the application's. Nothing waits for it.
 *
 * @since 0.1.0
 */
public final class DetachTrial implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(DetachTrial.class);

	private static final Duration TIME = Duration.ofSeconds(2);

	/** A machine that starts many things at once is slow, and will be faster later. */
	private static final int RETRIES = 3;

	private static final Duration PAUSE = Duration.ofSeconds(5);

	private final DetachPermit permit;

	private final List<? extends Function<HttpServer, HttpServer>> customizers;

	private final Supplier<Stage> stages;

	private final Disposable.Swap running = Disposables.swap();

	/**
	 * Create a trial.
	 * @param permit granted when it has succeeded
	 * @param customizers what the application does to its server
	 * @param stages makes an edge with an engine of its own, where anybody may follow the
	 * topic {@code trial}
	 */
	public DetachTrial(DetachPermit permit, List<? extends Function<HttpServer, HttpServer>> customizers,
			Supplier<Stage> stages) {
		this.permit = permit;
		this.customizers = customizers;
		this.stages = stages;
	}

	/**
	 * Begin. Returns at once. The trial takes two seconds at most; if that was not
	 * enough, it is repeated a few times in the first minute.
	 */
	public void start() {
		this.running.replace(Mono
			.usingWhen(Mono.fromSupplier(() -> new DetachTrialRun(this.stages.get())),
					(run) -> run.proceed(this::customize)
						.timeout(TIME)
						.onErrorMap((error) -> new IllegalStateException(run.failure(reason(error)), error)),
					// A release that is late must not stand for what went wrong before.
					(run) -> run.release().onErrorComplete())
			.retryWhen(Retry.backoff(RETRIES, PAUSE)
				.filter(DetachTrial::wasSlow)
				.onRetryExhaustedThrow((spec, last) -> last.failure()))
			.subscribeOn(Schedulers.parallel())
			.subscribe(null, DetachTrial::failed, this::succeeded));
	}

	/**
	 * What would keep a client out that connects from this machine is taken away.
	 */
	private HttpServer customize(HttpServer server) {
		HttpServer customized = server;
		for (Function<HttpServer, HttpServer> customizer : this.customizers) {
			customized = customizer.apply(customized);
		}
		return customized.bindAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.protocol(HttpProtocol.HTTP11)
			.proxyProtocol(ProxyProtocolSupportType.OFF)
			.noSSL();
	}

	private static boolean wasSlow(Throwable error) {
		return error.getCause() instanceof TimeoutException;
	}

	private static String reason(Throwable error) {
		return (error instanceof TimeoutException) ? "not within " + TIME.toMillis() + " ms" : error.toString();
	}

	private void succeeded() {
		this.permit.grant();
		logger.debug("Streams of server-sent events may be detached");
	}

	private static void failed(Throwable error) {
		logger.info("Streams of server-sent events are not detached from their HTTP exchange, because the trial at"
				+ " start failed: " + error.getMessage() + ". They work all the same, and need several times the"
				+ " memory; realtime.sse.detach=off does without the trial");
		logger.debug("The trial failed", error);
	}

	/**
	 * Break off a trial that still runs.
	 */
	@Override
	public void close() {
		this.running.replace(Disposables.disposed());
	}

	/**
	 * An edge to try it on.
	 *
	 * @param settings the edge's knobs, the application's
	 * @param hub a hub of its own
	 * @param services what that edge works with
	 * @param handlers what messages from clients mean
	 * @param publisher publishes to that hub
	 */
	public record Stage(EdgeSettings settings, Hub hub, EdgeServices services, MessageHandlers handlers,
			RealtimePublisher publisher) {

	}

}
