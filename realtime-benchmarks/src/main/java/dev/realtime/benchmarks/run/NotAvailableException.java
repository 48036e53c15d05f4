package dev.realtime.benchmarks.run;

/**
 * A system cannot run on this machine; the message says why.
 */
final class NotAvailableException extends RuntimeException {

	private static final long serialVersionUID = 1;

	NotAvailableException(String reason) {
		super(reason);
	}

}
