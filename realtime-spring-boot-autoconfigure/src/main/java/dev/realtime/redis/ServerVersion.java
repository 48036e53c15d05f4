package dev.realtime.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisException;

/**
 * Refuses a Redis that lacks what the scripts call, before they fail half-way for reasons
 * that nobody would recognise.
 */
final class ServerVersion {

	private static final Pattern VERSION = Pattern.compile("^redis_version:(\\d+)\\.(\\d+)\\S*", Pattern.MULTILINE);

	private static final int MAJOR = 6;

	private static final int MINOR = 2;

	private ServerVersion() {
	}

	/**
	 * Look at what the server says of itself.
	 * @param info the reply to {@code INFO server}; one that names no version passes
	 * @throws RedisException if it is too old
	 */
	static void check(String info) {
		Matcher version = VERSION.matcher(info);
		if (!version.find()) {
			return;
		}
		int major = Integer.parseInt(version.group(1));
		if (major < MAJOR || (major == MAJOR && Integer.parseInt(version.group(2)) < MINOR)) {
			throw new RedisException("VERSION " + version.group().substring("redis_version:".length()) + " is too old");
		}
	}

}
