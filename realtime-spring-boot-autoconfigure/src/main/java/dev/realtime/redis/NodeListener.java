package dev.realtime.redis;

/**
 * Hears what concerns a node beside the log. Called on Redis's threads, so it only hands
 * over.
 */
interface NodeListener {

	/** For a node that nothing is told. */
	NodeListener NONE = new NodeListener() {

		@Override
		public void sessionBegan() {
		}

		@Override
		public void told(String words) {
		}

	};

	/**
	 * Scripts run again, or run elsewhere: Redis may have forgotten anything.
	 */
	void sessionBegan();

	/**
	 * Another node said something on this node's own channel. What is said while the
	 * connection is away is never heard.
	 * @param words a verb and what belongs to it, with spaces between
	 */
	void told(String words);

}
