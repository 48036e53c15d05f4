package dev.realtime.bus;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Serial}.
 */
class SerialTests {

	private final Serial serial = new Serial();

	private final List<String> done = new ArrayList<>();

	@Test
	void whatARunningTaskGivesIsRunAfterIt() {
		this.serial.execute(() -> {
			this.serial.execute(() -> this.done.add("second"));
			this.done.add("first");
		});
		assertThat(this.done).containsExactly("first", "second");
	}

	@Test
	void whenATaskThrowsAnErrorThenThoseAfterItAreRun() {
		this.serial.execute(() -> {
			this.serial.execute(() -> this.done.add("waiting"));
			throw new LinkageError("for a test");
		});
		this.serial.execute(() -> this.done.add("later"));
		assertThat(this.done).containsExactly("waiting", "later");
	}

}
