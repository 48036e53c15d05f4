package dev.realtime.autoconfigure;

import dev.realtime.webflux.DetachTrial;

import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Begins the trial when the web server has started, if that is Reactor Netty.
 */
final class DetachTrialLifecycle implements SmartLifecycle {

	private final DetachTrial trial;

	private final ApplicationContext context;

	private volatile boolean running;

	DetachTrialLifecycle(DetachTrial trial, ApplicationContext context) {
		this.trial = trial;
		this.context = context;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.context instanceof WebServerApplicationContext web && web.getWebServer() instanceof NettyWebServer) {
			this.trial.start();
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.trial.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
