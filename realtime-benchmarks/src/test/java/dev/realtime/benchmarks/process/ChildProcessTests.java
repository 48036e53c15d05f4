package dev.realtime.benchmarks.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChildProcess}.
 */
class ChildProcessTests {

	private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

	@TempDir
	private Path directory;

	@Test
	void stopsAlsoWhatTheProcessStarted() throws IOException {
		ChildProcess child = ChildProcess.start(List.of("sh", "-c", "sleep 60 & echo $!; wait"), Map.of(),
				this.directory.resolve("log"), true);
		long grandchild = Long.parseLong(child.output().readLine());
		assertThat(child.tree()).contains(child.pid(), grandchild);
		child.close();
		assertThat(child.isAlive()).isFalse();
		ProcessHandle.of(grandchild).ifPresent((left) -> assertThat(left.onExit()).succeedsWithin(TEN_SECONDS));
	}

	@Test
	void lastWordsAreTheLastLine() {
		ChildProcess child = ChildProcess.start(List.of("sh", "-c", "echo one; echo two >&2; echo; exit 3"), Map.of(),
				this.directory.resolve("log"), false);
		assertThat(ProcessHandle.of(child.pid()).map(ProcessHandle::onExit))
			.hasValueSatisfying((exit) -> assertThat(exit).succeedsWithin(TEN_SECONDS));
		assertThat(child.exitCode()).isEqualTo(3);
		assertThat(child.lastWords()).isEqualTo("two");
		child.close();
	}

}
