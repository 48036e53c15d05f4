package dev.realtime.benchmarks.load;

/**
 * Numbers events over all topics and within each. Topics take turns; or one request
 * publishes an event to all of them, which then has the same number in each. Immutable.
 *
 * @param topics how many topics there are
 * @param all whether each event goes to all of them
 */
record Numbering(int topics, boolean all) {

	/**
	 * The topic of an event.
	 * @param number the event's number over all topics
	 * @return the topic, the first of them if it goes to all
	 */
	int topic(long number) {
		return this.all ? 0 : (int) (number % this.topics);
	}

	long seq(long number) {
		return this.all ? number : number / this.topics;
	}

	long number(int topic, long seq) {
		return this.all ? seq : seq * this.topics + topic;
	}

	/**
	 * The number that a topic's next event has within the topic.
	 * @param topic the topic
	 * @param next the number over all topics that the next event has
	 * @return how many events the topic has had
	 */
	long nextSeq(int topic, long next) {
		if (this.all) {
			return next;
		}
		return (next - topic + this.topics - 1) / this.topics;
	}

}
