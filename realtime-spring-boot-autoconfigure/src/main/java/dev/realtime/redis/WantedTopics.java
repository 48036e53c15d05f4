package dev.realtime.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The topics that this node wants to hear, whatever becomes of the connection. In the
 * link's serial order only.
 */
final class WantedTopics {

	/** How long a topic is still heard after the last who followed it has left. */
	private static final Duration LINGER = Duration.ofSeconds(5);

	private final Map<String, Subscription> subscriptions = new HashMap<>();

	@Nullable Subscription find(String topic) {
		return this.subscriptions.get(topic);
	}

	Subscription add(String topic) {
		Subscription added = new Subscription();
		this.subscriptions.put(topic, added);
		return added;
	}

	/**
	 * All of them have to be subscribed on a new connection.
	 * @return the topics
	 */
	Set<String> renew() {
		this.subscriptions.values().forEach((subscription) -> {
			subscription.reset();
			subscription.sent();
		});
		return Set.copyOf(this.subscriptions.keySet());
	}

	void forEach(Consumer<Subscription> action) {
		this.subscriptions.values().forEach(action);
	}

	/**
	 * Forget those that nobody has wanted for a while.
	 * @return the topics that need not be heard any more
	 */
	List<String> sweep() {
		List<String> gone = new ArrayList<>();
		long before = System.nanoTime() - LINGER.toNanos();
		this.subscriptions.forEach((topic, subscription) -> {
			if (subscription.isLeftSince(before)) {
				gone.add(topic);
			}
		});
		gone.forEach(this.subscriptions::remove);
		return gone;
	}

}
