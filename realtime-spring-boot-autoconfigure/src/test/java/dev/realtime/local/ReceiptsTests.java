package dev.realtime.local;

import java.time.Duration;

import dev.realtime.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReceiptsTests {

	private static final Position POSITION = new Position("abcdef", 1);

	@Test
	void whenThereAreTooManyKeysThenTheOldestIsDropped() {
		Receipts receipts = receipts(Duration.ofMinutes(1), 2);
		receipts.add("a", POSITION, 0);
		receipts.add("b", POSITION, 0);
		receipts.add("c", POSITION, 0);
		assertThat(receipts.size()).isEqualTo(2);
		assertThat(receipts.find("a")).isNull();
		assertThat(receipts.find("b")).isEqualTo(POSITION);
	}

	@Test
	void expiredKeysAreDropped() {
		Receipts receipts = receipts(Duration.ofMillis(10), 100);
		receipts.add("a", POSITION, 0);
		receipts.add("b", POSITION, 5);
		receipts.expire(9);
		assertThat(receipts.size()).isEqualTo(2);
		receipts.expire(10);
		assertThat(receipts.find("a")).isNull();
		assertThat(receipts.find("b")).isEqualTo(POSITION);
		receipts.expire(15);
		assertThat(receipts.size()).isZero();
	}

	@Test
	void whenThereIsNoRoomThenNothingIsRemembered() {
		Receipts receipts = receipts(Duration.ofMinutes(1), 0);
		receipts.add("a", POSITION, 0);
		assertThat(receipts.size()).isZero();
	}

	private static Receipts receipts(Duration window, int maxKeys) {
		return new Receipts(new LocalBusSettings(1, window, maxKeys));
	}

}
