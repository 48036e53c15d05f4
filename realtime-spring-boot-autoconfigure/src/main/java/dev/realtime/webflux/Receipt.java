package dev.realtime.webflux;

/**
 * Says what the server has written.
 */
@FunctionalInterface
interface Receipt {

	/**
	 * Tell when everything that the server was given before this call was written, or
	 * will never be.
	 * @param done called once, on any thread
	 */
	void whenWritten(Runnable done);

}
