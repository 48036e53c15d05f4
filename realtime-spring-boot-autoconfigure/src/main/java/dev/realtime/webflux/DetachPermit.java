package dev.realtime.webflux;

/**
 * Whether streams of server-sent events may be detached from their HTTP exchange. Not
 * before a {@link DetachTrial} has shown that it works with the server as it is
 * configured. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DetachPermit {

	private volatile boolean granted;

	/**
	 * Whether it works.
	 * @return {@code false} until it is known
	 */
	public boolean isGranted() {
		return this.granted;
	}

	void grant() {
		this.granted = true;
	}

}
