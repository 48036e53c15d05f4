package dev.realtime.redis;

/**
 * Names of keys and channels. All have one hash tag, so that in a cluster they are in one
 * slot.
 */
final class Keys {

	private final String prefix;

	private final String topicPrefix;

	Keys(String keyPrefix) {
		this.prefix = "{" + keyPrefix + ":0}:";
		this.topicPrefix = this.prefix + "topic:";
	}

	/**
	 * The key that scripts are given; they name the others after it.
	 * @return the key of the log's state
	 */
	String meta() {
		return this.prefix + "meta";
	}

	String channel(String topic) {
		return this.topicPrefix + topic;
	}

	/**
	 * The topic of a channel.
	 * @param channel a topic's channel
	 * @return the topic
	 */
	String topic(String channel) {
		return channel.substring(this.topicPrefix.length());
	}

	/**
	 * A node's own channel.
	 * @param node the node
	 * @return the channel, which is no topic's
	 */
	String nodeChannel(String node) {
		return this.prefix + "node:" + node;
	}

}
