package dev.realtime.redis;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the settings of a Redis that has just been reached, and warns once of each
 * that endangers what is promised. Nothing waits for it and nothing fails by it: who may
 * not ask is told nothing. In the serial order of its owner only.
 */
final class SettingsCheck {

	private static final Log logger = LogFactory.getLog(SettingsCheck.class);

	private static final String BUFFER_LIMIT = "client-output-buffer-limit";

	/** What Redis itself lets a subscriber be behind for a minute. */
	private static final long MIN_PUBSUB_BUFFER = 8 * 1024 * 1024;

	private static final Pattern PUBSUB = Pattern.compile("pubsub (\\d+) (\\d+) \\d+");

	private final Set<Finding> warned = EnumSet.noneOf(Finding.class);

	private boolean mayAsk = true;

	/**
	 * Begin to look.
	 * @param session where the log was opened
	 * @param server what that is called
	 * @param serial the order in which what is found is judged
	 */
	void look(Session session, String server, Executor serial) {
		RedisAsyncCommands<String, byte[]> commands = session.connection().async();
		commands.info("memory").whenCompleteAsync((memory, error) -> {
			if (error == null) {
				eviction(server, field(memory, "maxmemory"), field(memory, "maxmemory_policy"));
			}
		}, serial);
		if (this.mayAsk) {
			commands.configGet(BUFFER_LIMIT).whenCompleteAsync((settings, error) -> {
				if (error == null) {
					buffer(server, settings);
				}
				else {
					// Each refusal stands in the log of Redis: to ask again is of no use.
					this.mayAsk = !(CommandLink.unwrap(error) instanceof RedisCommandExecutionException);
					logger.debug("The settings of Redis at " + server + " are not told", error);
				}
			}, serial);
		}
	}

	/** Without a limit nothing is ever evicted, whatever the policy. */
	void eviction(String server, @Nullable String limit, @Nullable String policy) {
		if (limit != null && policy != null && !limit.equals("0") && !policy.equals("noeviction")) {
			warn(Finding.EVICTION, "Redis at " + server + " has maxmemory-policy " + policy
					+ ": when it is full it may drop the log, and clients are told of gaps instead of being given"
					+ " what they missed. Set it to noeviction: CONFIG SET maxmemory-policy noeviction");
		}
	}

	void buffer(String server, Map<String, String> settings) {
		Matcher limits = PUBSUB.matcher(settings.getOrDefault(BUFFER_LIMIT, ""));
		if (limits.find() && (isSmall(limits.group(1)) || isSmall(limits.group(2)))) {
			warn(Finding.BUFFER, "Redis at " + server + " has " + BUFFER_LIMIT + " " + limits.group()
					+ ": it cuts off a node that is behind by that many bytes, which then has to read the log, and"
					+ " events come late. Set it to 8 MB or more: CONFIG SET " + BUFFER_LIMIT
					+ " \"pubsub 33554432 8388608 60\"");
		}
	}

	private static boolean isSmall(String bytes) {
		return !bytes.equals("0") && bytes.length() < 10 && Long.parseLong(bytes) < MIN_PUBSUB_BUFFER;
	}

	private void warn(Finding finding, String message) {
		if (this.warned.add(finding)) {
			logger.warn(message);
		}
	}

	private static @Nullable String field(String info, String name) {
		Matcher field = Pattern.compile("^" + name + ":(\\S+)", Pattern.MULTILINE).matcher(info);
		return field.find() ? field.group(1) : null;
	}

	private enum Finding {

		EVICTION, BUFFER

	}

}
