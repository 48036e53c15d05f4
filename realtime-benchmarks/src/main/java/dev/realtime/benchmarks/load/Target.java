package dev.realtime.benchmarks.load;

/**
 * What clients connect to: a dialect and a path in which <code>{topic}</code> stands for
 * the topic. Topics are numbered: {@code t0}, {@code t1} …
 *
 * @param dialect how to open and read a connection
 * @param path path and query
 */
record Target(Dialect dialect, String path) {

	private static final String TOPIC = "{topic}";

	static String topicName(int topic) {
		return "t" + topic;
	}

	byte[] request(int topic, String lastEventId) {
		return this.dialect.request(this.path.replace(TOPIC, topicName(topic)), lastEventId);
	}

	Wire wire(int topic) {
		return this.dialect.wire(topicName(topic));
	}

}
