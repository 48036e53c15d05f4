package dev.realtime.autoconfigure;

import dev.realtime.webflux.DetachTrial;

import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Begins the trial when the web servers have started, if one is Reactor Netty.
 */
final class DetachTrialLifecycle implements SmartLifecycle {

	private final DetachTrial trial;

	private final ApplicationContext context;

	private final boolean beside;

	private volatile boolean running;

	/**
	 * Create the lifecycle.
	 * @param trial the trial
	 * @param context whose web server it is
	 * @param beside whether there is a server of Reactor Netty beside that
	 */
	DetachTrialLifecycle(DetachTrial trial, ApplicationContext context, boolean beside) {
		this.trial = trial;
		this.context = context;
		this.beside = beside;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.beside || isNetty()) {
			this.trial.start();
		}
	}

	private boolean isNetty() {
		return this.context instanceof WebServerApplicationContext web && web.getWebServer() instanceof NettyWebServer;
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
