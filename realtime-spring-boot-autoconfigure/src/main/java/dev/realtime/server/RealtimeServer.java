package dev.realtime.server;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * A server that starts and stops with the application, in the phase in which Spring
 * Boot's own servers shut down gracefully: after the connections were drained. Publishes
 * a {@link RealtimeServerInitializedEvent} when it has started. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RealtimeServer implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(RealtimeServer.class);

	private final ReactiveWebServerFactory factory;

	private final HttpHandler handler;

	private final String endpoints;

	private final ApplicationEventPublisher events;

	private volatile @Nullable WebServer server;

	/**
	 * Create a server, not started.
	 * @param factory makes it, anew at each start
	 * @param handler what it serves
	 * @param endpoints what that is, for the log
	 * @param events who hears that it has started
	 */
	public RealtimeServer(ReactiveWebServerFactory factory, HttpHandler handler, String endpoints,
			ApplicationEventPublisher events) {
		this.factory = factory;
		this.handler = handler;
		this.endpoints = endpoints;
		this.events = events;
	}

	/**
	 * The port that it listens on.
	 * @return the port, or -1 while it does not run
	 */
	public int port() {
		WebServer current = this.server;
		return (current != null) ? current.getPort() : -1;
	}

	@Override
	public void start() {
		WebServer started = this.factory.getWebServer(this.handler);
		try {
			started.start();
		}
		catch (PortInUseException ex) {
			throw new PortTakenException(ex.getPort(), ex);
		}
		this.server = started;
		logger.info("Realtime server started on port " + started.getPort() + ": " + this.endpoints);
		this.events.publishEvent(new RealtimeServerInitializedEvent(this, started.getPort()));
	}

	@Override
	public void stop(Runnable callback) {
		WebServer current = this.server;
		if (current == null) {
			callback.run();
			return;
		}
		current.shutDownGracefully((result) -> {
			stop();
			callback.run();
		});
	}

	@Override
	public void stop() {
		WebServer current = this.server;
		this.server = null;
		if (current != null) {
			current.stop();
		}
	}

	@Override
	public boolean isRunning() {
		return this.server != null;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * Break off what took longer than the application had time for.
	 */
	@Override
	public void destroy() {
		stop();
	}

}
