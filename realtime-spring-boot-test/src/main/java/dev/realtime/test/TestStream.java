package dev.realtime.test;

/**
 * One stream over one transport.
 */
interface TestStream {

	/**
	 * Open the stream; what comes goes to its sink.
	 */
	void open();

	/**
	 * Drop the connection without a word.
	 */
	void cut();

	/**
	 * Send a message.
	 * @param json the message's text
	 */
	void send(String json);

}
