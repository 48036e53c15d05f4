package dev.realtime.bus;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import org.junit.jupiter.api.BeforeEach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A bus with a listener, and short words for what is done with it.
 */
public abstract class AbstractBusTests {

	/** Short enough to be waited for by an engine whose clock cannot be set. */
	protected static final Duration MAX_AGE = Duration.ofSeconds(1);

	protected static final Retention LONG = new Retention(1000, Duration.ofMinutes(10));

	protected static final int KNOWN_TOPICS = 4;

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final RecordingBusListener listener = new RecordingBusListener();

	private RealtimeBus bus;

	/**
	 * Make a bus with an empty log of its own.
	 * @param knownTopics how many topics it knows at most
	 * @param idempotencyWindow how long it remembers an idempotency key
	 * @return the bus, without a listener
	 */
	protected abstract RealtimeBus createBus(int knownTopics, Duration idempotencyWindow);

	/**
	 * Let time pass for the bus.
	 * @param duration how much; never more than a little over {@link #MAX_AGE}
	 */
	protected abstract void advance(Duration duration);

	@BeforeEach
	final void listen() {
		listen(Duration.ofMinutes(10));
	}

	/**
	 * Go on with another bus.
	 * @param idempotencyWindow how long it remembers an idempotency key
	 */
	final void listen(Duration idempotencyWindow) {
		this.bus = createBus(KNOWN_TOPICS, idempotencyWindow);
		this.bus.listen(this.listener);
		await().atMost(TIMEOUT).until(() -> this.bus.status().up());
	}

	protected final RealtimeBus bus() {
		return this.bus;
	}

	protected final RecordingBusListener listener() {
		return this.listener;
	}

	protected final void subscribe(String topic) {
		this.bus.subscribe(topic).block(TIMEOUT);
	}

	protected final Position publish(String topic) {
		return publish(topic, LONG);
	}

	protected final Position publish(String topic, Retention retention) {
		return receipt(publication(topic, retention));
	}

	Position publishOnce(String topic, String key) {
		return receipt(new Publication(topic, "t", new byte[] { '1' }, 0, null, key, false, LONG));
	}

	Position receipt(Publication publication) {
		return Objects.requireNonNull(this.bus.publish(publication).block(TIMEOUT));
	}

	static Publication publication(String topic, Retention retention) {
		return new Publication(topic, "t", new byte[] { '1' }, 0, null, null, false, retention);
	}

	protected final Position top() {
		return read(Map.of(), ReadRequest.UNLIMITED, 1).top();
	}

	ReadResult read(long offset, String... topics) {
		return read(new Position(top().epoch(), offset), topics);
	}

	protected final ReadResult read(Position cursor, String... topics) {
		return read(cursors(cursor, topics), ReadRequest.UNLIMITED, 1000);
	}

	ReadResult read(Map<String, Position> cursors, long limit, int pageSize) {
		return Objects.requireNonNull(this.bus.read(new ReadRequest(cursors, limit, pageSize)).block(TIMEOUT));
	}

	static Map<String, Position> cursors(Position cursor, String... topics) {
		Map<String, Position> cursors = new LinkedHashMap<>();
		for (String topic : topics) {
			cursors.put(topic, cursor);
		}
		return cursors;
	}

	static List<Long> offsets(ReadResult result) {
		return result.events().stream().map(PublishedEvent::offset).toList();
	}

	List<PublishedEvent> heard(int count) {
		await().atMost(TIMEOUT).until(() -> this.listener.events().size() >= count);
		assertThat(this.listener.events()).hasSize(count);
		return this.listener.events();
	}

}
