package dev.realtime.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.realtime.redis.HeldScripts.Call;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaseRenewal}: when Redis is told what.
 */
class LeaseRenewalTests {

	private static final Place FIRST = new Place("alice", "c1", "1");

	private static final Place SECOND = new Place("alice", "c2", "2");

	private final HeldScripts scripts = new HeldScripts();

	private final Places places = new Places();

	private final List<String> taken = new ArrayList<>();

	private final LeaseRenewal renewal = new LeaseRenewal(this.scripts, "n", Duration.ofMillis(900), this.places,
			(place, reason) -> this.taken.add(place.connectionId() + " " + reason));

	@Test
	void whenAPlaceIsFreedWhileItIsRenewedThenRedisHearsOfItAfterTheRenewal() {
		this.places.add(FIRST);
		this.places.add(SECOND);
		this.renewal.renewAll();
		this.places.remove("alice", "c1");
		CompletableFuture<?> freed = this.renewal.free(FIRST);
		assertThat(scripts()).containsExactly(Script.RENEW);
		reply(0, List.of());
		assertThat(scripts()).containsExactly(Script.RENEW, Script.RELEASE);
		assertThat(this.scripts.last().arguments()).containsExactly("n", "alice", "c1");
		assertThat(freed).isNotDone();
		reply(1, 1L);
		assertThat(freed).isCompleted();
		assertThat(this.taken).isEmpty();
	}

	@Test
	void whenNothingIsRenewedThenAPlaceIsFreedAtOnce() {
		this.renewal.free(FIRST);
		this.renewal.free(SECOND);
		assertThat(scripts()).containsExactly(Script.RELEASE, Script.RELEASE);
	}

	@Test
	void whenTheRenewalFailsThenThePlaceIsFreedAllTheSame() {
		this.places.add(FIRST);
		this.renewal.renewAll();
		this.places.remove("alice", "c1");
		CompletableFuture<?> freed = this.renewal.free(FIRST);
		this.scripts.calls.get(0).reply().completeExceptionally(new IllegalStateException("lost"));
		this.scripts.last().reply().completeExceptionally(new IllegalStateException("lost"));
		assertThat(freed).as("it will be").isCompleted();
		this.renewal.renewAll();
		assertThat(scripts()).containsExactly(Script.RENEW, Script.RELEASE, Script.RELEASE);
		assertThat(this.scripts.last().arguments()).containsExactly("n", "alice", "c1");
	}

	private List<Script> scripts() {
		return this.scripts.calls.stream().map(Call::script).toList();
	}

	private void reply(int call, Object reply) {
		this.scripts.calls.get(call).reply().complete(reply);
	}

}
