package dev.realtime.autoconfigure;

/**
 * The engine that the configuration asks for cannot be had.
 */
final class EngineUnavailableException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is missing
	 * @param action what to do about it
	 */
	EngineUnavailableException(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
