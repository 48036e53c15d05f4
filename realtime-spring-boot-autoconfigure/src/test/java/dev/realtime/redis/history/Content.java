package dev.realtime.redis.history;

/**
 * What an event says, wherever it stands in the log.
 */
record Content(String topic, String type, String payload) {

	@Override
	public String toString() {
		return this.topic + ' ' + this.type + ' '
				+ ((this.payload.length() > 60) ? this.payload.substring(0, 60) + "…" : this.payload);
	}

}
