package dev.realtime.redis;

import java.util.Map;

import dev.realtime.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettingsCheck}.
 */
class SettingsCheckTests {

	private final LogLines log = new LogLines(SettingsCheck.class);

	private final SettingsCheck check = new SettingsCheck();

	@AfterEach
	void stopListening() {
		this.log.close();
	}

	@ParameterizedTest
	@CsvSource({ "64000000, allkeys-lru, true", "1, volatile-ttl, true", "64000000, noeviction, false",
			"0, allkeys-lru, false", ", allkeys-lru, false", "64000000, , false" })
	void onlyWhereSomethingMayBeEvictedIsItWarnedOf(String limit, String policy, boolean warned) {
		this.check.eviction("redis", limit, policy);
		assertThat(this.log.texts()).hasSize(warned ? 1 : 0).allMatch((line) -> line.contains(policy));
	}

	@ParameterizedTest
	@CsvSource({ "8388607 0, true", "0 8388607, true", "33554432 8388607, true", "8388607 33554432, true",
			"8388608 8388608, false", "33554432 8388608, false", "0 0, false", "99999999999999999999 0, false" })
	void onlyABufferBelowTheDefaultIsWarnedOf(String limits, boolean warned) {
		this.check.buffer("redis", limits(limits));
		assertThat(this.log.texts()).hasSize(warned ? 1 : 0).allMatch((line) -> line.contains("pubsub " + limits));
	}

	@Test
	void whatWasWarnedOfIsNotWarnedOfAgainButTheOtherIs() {
		for (int i = 0; i < 2; i++) {
			this.check.buffer("redis", limits("1 1"));
			this.check.eviction("redis", "1", "allkeys-lru");
		}
		assertThat(this.log.texts()).hasSize(2);
	}

	@Test
	void whenNothingIsToldOfBuffersThenNothingIsSaid() {
		this.check.buffer("redis", Map.of());
		assertThat(this.log.texts()).isEmpty();
	}

	private static Map<String, String> limits(String pubsub) {
		return Map.of("client-output-buffer-limit",
				"normal 0 0 0 slave 268435456 67108864 60 pubsub " + pubsub + " 60");
	}

}
