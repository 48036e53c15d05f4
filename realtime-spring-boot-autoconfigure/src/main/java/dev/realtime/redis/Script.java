package dev.realtime.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The scripts that run in Redis. Those that touch the log carry the generation that they
 * were loaded for in their text, so that they have another digest in each.
 */
enum Script {

	/** Opens the log. */
	BOOTSTRAP("bootstrap.lua"),

	/** Appends events. */
	PUBLISH("fence.lua", "publish.lua"),

	/** Takes a look at the log. */
	READ("fence.lua", "read.lua"),

	/** Counts what was missed. */
	COUNT("fence.lua", "count.lua"),

	/** Sends a node a sign. */
	PROBE("fence.lua", "probe.lua"),

	/** Takes a place for a user's connection. */
	ACQUIRE("places.lua", "acquire.lua"),

	/** Renews the leases of a node's places. */
	RENEW("places.lua", "renew.lua"),

	/** Gives places back. */
	RELEASE("places.lua", "release.lua"),

	/** Counts or closes a user's connections on other nodes. */
	ELSEWHERE("places.lua", "elsewhere.lua"),

	/** Keeps a ticket. */
	TICKET("ticket.lua"),

	/** Takes a ticket out. */
	REDEEM("redeem.lua");

	private static final String GENERATION = "local generation = ''";

	private final String text;

	Script(String... files) {
		StringBuilder all = new StringBuilder();
		for (String file : files) {
			all.append(read(file));
		}
		this.text = all.toString();
	}

	private static String read(String file) {
		try (InputStream in = Script.class.getResourceAsStream(file)) {
			if (in == null) {
				throw new IllegalStateException("The script " + file + " is missing from the class path");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The script's text.
	 * @param generation the generation it is to run in, hexadecimal digits; empty for any
	 * @return the text
	 */
	String text(String generation) {
		return this.text.replace(GENERATION, "local generation = '" + generation + "'");
	}

	/**
	 * What a text is called by in Redis.
	 * @param text the text
	 * @return its SHA-1 digest
	 */
	static String digest(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
