package dev.realtime.autoconfigure;

import dev.realtime.connection.Drain;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Drains the connections in a phase of its own before the web server's graceful shutdown,
 * which would otherwise wait for streams that never end.
 */
final class DrainLifecycle implements SmartLifecycle, DisposableBean {

	static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512;

	private static final Log logger = LogFactory.getLog(DrainLifecycle.class);

	private final Drain drain;

	private volatile boolean running;

	private final Disposable.Swap draining = Disposables.swap();

	DrainLifecycle(Drain drain) {
		this.drain = drain;
	}

	@Override
	public void start() {
		// The start may follow a stop: of a context, or of a process that was
		// checkpointed.
		this.drain.end();
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.draining.update(this.drain.drain()
			.doFinally((signal) -> callback.run())
			.subscribe(null, (error) -> logger.warn("Connections were not drained", error)));
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public void destroy() {
		this.draining.dispose();
	}

}
