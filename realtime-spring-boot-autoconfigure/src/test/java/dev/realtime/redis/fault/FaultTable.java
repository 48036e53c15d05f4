package dev.realtime.redis.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The table of faults and what was measured, a line at a time, in the log and in
 * {@code redis-faults.md} under the build directory.
 */
final class FaultTable {

	private static final Log logger = LogFactory.getLog(FaultTable.class);

	private static final Path FILE = Path.of(System.getProperty("basedir", "."), "target", "redis-faults.md");

	private FaultTable() {
	}

	static synchronized void add(String fault, int nodes, int clients, long acknowledged, long errors, long lost,
			long repeated, Map<String, Integer> gaps, Duration recovered) {
		String line = "| " + fault + " | " + nodes + " | " + clients + " | " + acknowledged + " | " + errors + " | "
				+ lost + " | " + repeated + " | " + (gaps.isEmpty() ? "none" : gaps) + " | " + recovered.toMillis()
				+ " ms |";
		logger.info(line);
		try {
			Files.createDirectories(FILE.getParent());
			Files.writeString(FILE, line + System.lineSeparator(), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
