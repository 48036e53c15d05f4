package dev.realtime.autoconfigure;

import java.time.Duration;

/**
 * Properties under {@code realtime.security}.
 *
 * @since 0.1.0
 */
public class RealtimeSecurityProperties {

	/**
	 * How often it is asked again whether open streams may have their topics. 0 asks only
	 * when they are opened.
	 */
	private Duration recheckInterval = Duration.ofSeconds(60);

	public Duration getRecheckInterval() {
		return this.recheckInterval;
	}

	public void setRecheckInterval(Duration recheckInterval) {
		this.recheckInterval = recheckInterval;
	}

}
