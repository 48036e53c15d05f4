package dev.realtime;

/**
 * Foreign text made safe for logs and messages: short, and without control characters.
 */
final class Printable {

	private static final int MAX_LENGTH = 80;

	private Printable() {
	}

	static String of(String text) {
		String head = (text.length() > MAX_LENGTH) ? text.substring(0, MAX_LENGTH) + "…" : text;
		StringBuilder printable = new StringBuilder(head.length());
		head.codePoints().map((c) -> isPrintable(c) ? c : '?').forEach(printable::appendCodePoint);
		return printable.toString();
	}

	private static boolean isPrintable(int c) {
		return !Character.isISOControl(c) && c != 0x2028 && c != 0x2029 && (c < 0xD800 || c > 0xDFFF);
	}

}
