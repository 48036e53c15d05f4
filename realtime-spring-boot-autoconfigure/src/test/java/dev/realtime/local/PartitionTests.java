package dev.realtime.local;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.realtime.bus.Publication;
import dev.realtime.bus.Retention;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PartitionTests {

	private static final Retention MINUTE = new Retention(100, Duration.ofMinutes(1));

	private final Partition partition = new Partition("abcdef", 50);

	@Test
	void oldEventsOfQuietTopicsAreFreed() {
		for (int i = 0; i < 1000; i++) {
			append("quiet." + i % 40, MINUTE, i);
		}
		assertThat(this.partition.events()).isEqualTo(1000);
		for (int i = 0; i < 10; i++) {
			this.partition.expire(100_000);
		}
		assertThat(this.partition.events()).isZero();
		assertThat(this.partition.topics()).isEqualTo(40);
	}

	@Test
	void expiryIsBoundedWork() {
		for (int i = 0; i < 4000; i++) {
			append("quiet." + i % 40, MINUTE, i);
		}
		this.partition.expire(100_000);
		assertThat(this.partition.events()).isBetween(4000L - 256 - 100, 4000L - 256);
	}

	@Test
	void eachTopicExpiresInItsOwnTime() {
		append("long", new Retention(10, Duration.ofHours(1)), 0);
		append("short", new Retention(10, Duration.ofSeconds(1)), 1);
		append("long", new Retention(10, Duration.ofHours(1)), 2);
		this.partition.expire(5000);
		assertThat(this.partition.events()).isEqualTo(2);
		append("long", new Retention(10, Duration.ofSeconds(10)), 6000);
		this.partition.expire(17_000);
		assertThat(this.partition.events()).isZero();
	}

	@Test
	void eventsAreFreedAfterTheirLogLostItsFirstOnesByCount() {
		Retention two = new Retention(2, Duration.ofMinutes(1));
		for (int i = 0; i < 10; i++) {
			append("a", two, i * 10_000);
		}
		this.partition.expire(140_000);
		assertThat(this.partition.events()).isEqualTo(2);
		this.partition.expire(150_000);
		assertThat(this.partition.events()).isEqualTo(1);
		this.partition.expire(150_001);
		assertThat(this.partition.events()).isZero();
	}

	@Test
	void longerRetentionDoesNotBringBackWhatWasOld() {
		append("a", new Retention(10, Duration.ofSeconds(1)), 0);
		append("a", new Retention(10, Duration.ofHours(1)), 5000);
		assertThat(this.partition.events()).isEqualTo(1);
	}

	@Test
	void whatWasDroppedIsNotHeld() {
		Retention three = new Retention(3, Duration.ofMinutes(1));
		List<WeakReference<byte[]>> payloads = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			byte[] payload = new byte[1000];
			payloads.add(new WeakReference<>(payload));
			this.partition.append(new Publication("a", "t", payload, 0, null, null, false, three), 0);
		}
		await().untilAsserted(() -> {
			System.gc();
			assertThat(payloads.subList(0, 4)).allMatch((payload) -> payload.get() == null);
		});
		assertThat(payloads.subList(4, 7)).allMatch((payload) -> payload.get() != null);
	}

	@Test
	void forgottenTopicTakesItsLogAlong() {
		for (int i = 0; i < 500; i++) {
			append("t." + i, MINUTE, i);
		}
		assertThat(this.partition.topics()).isEqualTo(50);
		assertThat(this.partition.events()).isEqualTo(50);
		assertThat(this.partition.floor()).isEqualTo(450);
		this.partition.expire(100_000);
		assertThat(this.partition.events()).isZero();
	}

	private void append(String topic, Retention retention, long now) {
		this.partition.append(new Publication(topic, "t", new byte[0], 0, null, null, false, retention), now);
	}

}
