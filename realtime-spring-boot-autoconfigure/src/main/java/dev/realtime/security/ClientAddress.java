package dev.realtime.security;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A client's address as the caps see it. Never asks a name server.
 *
 * @param key what counts as one address: an IPv4 address, also one mapped into IPv6, as a
 * whole; an IPv6 address by its first 64 bits, of which one client has all; the
 * identifier that a proxy gave instead of an address
 * @param local whether it is a loopback, private, shared, link-local or unique-local
 * address, which is more likely a proxy's than a client's
 */
record ClientAddress(String key, boolean local) {

	private static final int MAX_LENGTH = 64;

	private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

	private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]+");

	/**
	 * The address of a socket, or the one that a proxy told of.
	 * @param address the address, resolved or not
	 * @return the client's address, or {@code null} if it says nothing
	 */
	static @Nullable ClientAddress of(InetSocketAddress address) {
		InetAddress resolved = address.getAddress();
		return (resolved != null) ? of(resolved.getAddress()) : parse(address.getHostString());
	}

	private static @Nullable ClientAddress parse(String text) {
		String bare = (text.startsWith("[") && text.endsWith("]")) ? text.substring(1, text.length() - 1) : text;
		int zone = bare.indexOf('%');
		String literal = (zone >= 0) ? bare.substring(0, zone) : bare;
		if (IPV4.matcher(literal).matches()) {
			return parseIpv4(literal);
		}
		if (literal.indexOf(':') >= 0 && IPV6.matcher(literal).matches()) {
			return parseIpv6(literal);
		}
		if (text.isBlank() || text.length() > MAX_LENGTH || text.equalsIgnoreCase("unknown")) {
			return null;
		}
		return new ClientAddress(text.toLowerCase(Locale.ROOT), false);
	}

	private static @Nullable ClientAddress parseIpv4(String literal) {
		byte[] bytes = new byte[4];
		int index = 0;
		for (String part : literal.split("\\.")) {
			int value = Integer.parseInt(part);
			if (value > 255) {
				return null;
			}
			bytes[index++] = (byte) value;
		}
		return of(bytes);
	}

	private static @Nullable ClientAddress parseIpv6(String literal) {
		try {
			// In brackets it is never taken for a name.
			return of(InetAddress.getByName("[" + literal + "]").getAddress());
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static ClientAddress of(byte[] bytes) {
		if (bytes.length == 16 && isMapped(bytes)) {
			return of(Arrays.copyOfRange(bytes, 12, 16));
		}
		HexFormat hex = HexFormat.of();
		return (bytes.length == 4) ? new ClientAddress(hex.formatHex(bytes), isLocalIpv4(bytes))
				: new ClientAddress(hex.formatHex(bytes, 0, 8) + "/64", isLocalIpv6(bytes));
	}

	private static boolean isMapped(byte[] bytes) {
		for (int i = 0; i < 10; i++) {
			if (bytes[i] != 0) {
				return false;
			}
		}
		return bytes[10] == -1 && bytes[11] == -1;
	}

	private static boolean isLocalIpv4(byte[] bytes) {
		int first = bytes[0] & 0xFF;
		int second = bytes[1] & 0xFF;
		return switch (first) {
			case 10, 127 -> true;
			case 100 -> second >= 64 && second < 128;
			case 169 -> second == 254;
			case 172 -> second >= 16 && second < 32;
			case 192 -> second == 168;
			default -> false;
		};
	}

	private static boolean isLocalIpv6(byte[] bytes) {
		int first = bytes[0] & 0xFF;
		int second = bytes[1] & 0xFF;
		boolean uniqueLocal = (first & 0xFE) == 0xFC;
		boolean linkLocal = first == 0xFE && (second & 0xC0) == 0x80;
		return uniqueLocal || linkLocal || isLoopback(bytes);
	}

	private static boolean isLoopback(byte[] bytes) {
		for (int i = 0; i < 15; i++) {
			if (bytes[i] != 0) {
				return false;
			}
		}
		return bytes[15] == 1;
	}

}
