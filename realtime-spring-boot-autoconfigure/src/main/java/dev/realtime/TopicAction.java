package dev.realtime;

/**
 * What a client may want with a topic.
 *
 * @since 0.1.0
 */
public enum TopicAction {

	/** Receive its events. */
	SUBSCRIBE,

	/** Publish to it. */
	PUBLISH,

	/** See who is on it. */
	PRESENCE

}
