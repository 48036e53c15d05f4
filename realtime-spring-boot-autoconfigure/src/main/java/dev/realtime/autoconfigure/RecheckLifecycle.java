package dev.realtime.autoconfigure;

import dev.realtime.connection.Recheck;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Has rights checked again for as long as the application runs.
 */
final class RecheckLifecycle implements SmartLifecycle {

	private final @Nullable Recheck recheck;

	private volatile boolean running;

	/**
	 * Create it.
	 * @param recheck what to run, or {@code null} to check nothing
	 */
	RecheckLifecycle(@Nullable Recheck recheck) {
		this.recheck = recheck;
	}

	@Override
	public void start() {
		if (this.recheck != null) {
			this.recheck.start();
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.recheck != null) {
			this.recheck.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
