package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

import dev.realtime.RealtimeEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;

/**
 * One run of a {@link DetachTrial}, with a server, a client and an event loop of its own.
 */
final class DetachTrialRun {

	private static final String TOPIC = "trial";

	private static final Duration LOOK = Duration.ofMillis(10);

	private final DetachTrial.Stage stage;

	private final DetachPermit permit = new DetachPermit();

	private final LoopResources loops = LoopResources.create("realtime-trial", 1, true);

	private final StringBuilder received = new StringBuilder();

	private volatile @Nullable DisposableServer server;

	private volatile @Nullable Channel channel;

	private volatile Step step = Step.BIND;

	DetachTrialRun(DetachTrial.Stage stage) {
		this.stage = stage;
		this.permit.grant();
	}

	/**
	 * Bind, connect, be detached, get an event, and be closed in order.
	 * @param customizer configures the server
	 * @return completes when all that went well
	 */
	Mono<Void> proceed(UnaryOperator<HttpServer> customizer) {
		return Mono
			.defer(() -> customizer.apply(HttpServer.create())
				.runOn(this.loops)
				.doOnConnection((connection) -> this.channel = connection.channel())
				.handle(new ReactorHttpHandlerAdapter(handler()))
				.bind())
			.doOnNext((bound) -> this.server = bound)
			.flatMap(this::connect);
	}

	private HttpHandler handler() {
		RealtimeRoutes routes = new RealtimeRoutes(this.stage.settings(), this.stage.services(), this.stage.handlers(),
				null);
		return RouterFunctions.toHttpHandler(routes,
				HandlerStrategies.builder()
					.webFilter(new RequestWatchFilter(this.stage.settings().path(), this.permit))
					.build());
	}

	private Mono<Void> connect(DisposableServer bound) {
		this.step = Step.READY;
		return HttpClient.create(ConnectionProvider.newConnection())
			.runOn(this.loops)
			.remoteAddress(bound::address)
			.get()
			.uri(this.stage.settings().path() + RealtimeRoutes.SSE + "?topic=" + TOPIC)
			.responseContent()
			.asString()
			.concatMap(this::next)
			.then(Mono.defer(() -> (this.step == Step.END) ? Mono.empty()
					: Mono.error(new IllegalStateException("the stream ended too early"))));
	}

	private Mono<Void> next(String text) {
		this.received.append(text);
		if (this.step == Step.READY && this.received.indexOf("rt.ready") >= 0) {
			this.step = Step.DETACH;
			return whenDetached().then(Mono.defer(() -> this.stage.publisher()
				.publish(RealtimeEvent.builder()
					.topic(TOPIC)
					.type("trial.event")
					.json("1".getBytes(StandardCharsets.UTF_8))
					.build())))
				.then();
		}
		if (this.step == Step.EVENT && this.received.indexOf("trial.event") >= 0) {
			this.step = Step.CLOSE;
			return this.stage.services()
				.registry()
				.list()
				.flatMap((connection) -> this.stage.services().registry().close(connection.id()))
				.then();
		}
		if (this.step == Step.CLOSE && this.received.indexOf("rt.close") >= 0) {
			this.step = Step.END;
		}
		return Mono.empty();
	}

	private Mono<Boolean> whenDetached() {
		return Mono.fromSupplier(this::isDetached)
			.filter((detached) -> detached)
			.repeatWhenEmpty((looks) -> looks.delayElements(LOOK))
			.doOnNext((detached) -> this.step = Step.EVENT);
	}

	private boolean isDetached() {
		ChannelPipeline pipeline = Objects.requireNonNull(this.channel, "accepted").pipeline();
		String unknown = FastPath.firstUnknown(pipeline);
		if (unknown != null) {
			throw new IllegalStateException("the pipeline has a " + unknown);
		}
		return pipeline.get(HttpServerCodec.class) == null;
	}

	/**
	 * Why it failed, as a part of a sentence.
	 * @param reason what happened
	 * @return what was to happen then, and the reason
	 */
	String failure(String reason) {
		return "it should " + this.step.what + " (" + reason + ")";
	}

	/**
	 * Give back all that was started.
	 * @return completes then
	 */
	Mono<Void> release() {
		return Mono.defer(() -> {
			DisposableServer bound = this.server;
			Channel accepted = this.channel;
			if (bound != null) {
				bound.dispose();
			}
			if (accepted != null) {
				accepted.close();
			}
			this.stage.services().lanes().close();
			this.stage.hub().close();
			return this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1));
		});
	}

	/** What is to happen next. */
	private enum Step {

		BIND("be bound"), READY("become ready"), DETACH("be detached"), EVENT("get an event"), CLOSE("be closed"),
		END("end");

		private final String what;

		Step(String what) {
			this.what = what;
		}

	}

}
