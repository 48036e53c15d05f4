package dev.realtime.benchmarks.run;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The system that is running, at most one. Not thread-safe.
 */
final class Servers implements AutoCloseable {

	private final Launcher launcher;

	private final boolean shared;

	private @Nullable Server running;

	private boolean small;

	/**
	 * Create without a running system.
	 * @param launcher what starts systems
	 * @param shared whether a system serves several scenarios
	 */
	Servers(Launcher launcher, boolean shared) {
		this.launcher = launcher;
		this.shared = shared;
	}

	Launcher launcher() {
		return this.launcher;
	}

	/**
	 * The given system, started if it does not run; another one is stopped.
	 * @param system the system
	 * @param giveBack whether its JVM is to give memory back, so that one sees what it
	 * holds; ignored if the system is shared
	 * @return the running system
	 */
	Server server(SystemUnderTest system, boolean giveBack) {
		boolean wanted = giveBack && !this.shared;
		Server server = this.running;
		if (server == null || !server.system().equals(system) || this.small != wanted || !server.isAlive()) {
			close();
			server = this.launcher.start(system, Map.of(), wanted);
			this.running = server;
			this.small = wanted;
			server.awaitReady();
		}
		return server;
	}

	/** A scenario is over. */
	void release() {
		if (!this.shared) {
			close();
		}
	}

	@Override
	public void close() {
		if (this.running != null) {
			this.running.close();
			this.running = null;
		}
	}

}
