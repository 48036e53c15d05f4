package dev.realtime.benchmarks.process;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what is read from {@code /proc} and from {@code jcmd}.
 */
class ProcTests {

	@Test
	void threadNamesMayHaveSpacesAndParentheses() {
		ThreadStat stat = ThreadStat
			.parse("123 (a (b) c) S 1 1 1 0 -1 4194304 100 0 0 0 250 17 0 0 20 0 1 0 300 1 2 3\n");
		assertThat(stat).isEqualTo(new ThreadStat("a (b) c", 267));
		assertThat(stat.compiles()).isFalse();
	}

	@Test
	void compilerThreadsAreKnown() {
		assertThat(new ThreadStat("C2 CompilerThre", 1).compiles()).isTrue();
		assertThat(new ThreadStat("C1 CompilerThre", 1).compiles()).isTrue();
		assertThat(new ThreadStat("GC Thread#0", 1).compiles()).isFalse();
	}

	@Test
	void sharedMemoryIsCountedOnce() {
		assertThat(ProportionalSetSize.parse("""
				55d0-7ffd ---p 00000000 00:00 0                          [rollup]
				Rss:                2000 kB
				Pss:                1234 kB
				Pss_Anon:           1000 kB
				""")).isEqualTo(1234 * 1024);
	}

	@Test
	void liveHeapIsTheTotalOfTheHistogram() {
		assertThat(Jvm.total("""
				 num     #instances         #bytes  class name (module)
				-------------------------------------------------------
				   1:         12345        6789012  [B (java.base@17)
				Total         54321        9876543
				""")).isEqualTo(9876543);
		assertThatIllegalStateException().isThrownBy(() -> Jvm.total("No such process"))
			.withMessageContaining("No such");
	}

	@Test
	void thisProcessHasUsedTimeAndMemory() {
		List<Long> self = List.of(ProcessHandle.current().pid());
		assertThat(CpuTime.seconds(self)).isPositive();
		assertThat(ProportionalSetSize.bytes(self)).isGreaterThan(1024 * 1024);
	}

	@Test
	void processesThatAreGoneCountNothing() {
		List<Long> nobody = List.of(Long.MAX_VALUE);
		assertThat(CpuTime.seconds(nobody)).isZero();
		assertThat(ProportionalSetSize.bytes(nobody)).isZero();
	}

}
