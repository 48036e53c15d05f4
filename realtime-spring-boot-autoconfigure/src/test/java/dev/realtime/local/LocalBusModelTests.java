package dev.realtime.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.Publication;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;
import dev.realtime.bus.RecordingBusListener;
import dev.realtime.bus.Retention;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random histories against the {@link LogModel}. A failure names its seed and what was
 * done.
 */
class LocalBusModelTests {

	private static final int SEEDS = 3000;

	private static final int STEPS = 80;

	@Test
	void everyReceiptAndEveryReadEqualsTheModels() {
		for (int seed = 0; seed < SEEDS; seed++) {
			new History(seed).run();
		}
	}

	private static final class History {

		private final SettableClock clock = new SettableClock();

		private final RecordingBusListener listener = new RecordingBusListener();

		private final Map<Position, PublishedEvent> events = new HashMap<>();

		private final List<String> trace = new ArrayList<>();

		private final int seed;

		private final Random random;

		private final int topics;

		private final LocalBus bus;

		private final String epoch;

		private final LogModel model;

		private long top;

		History(int seed) {
			this.seed = seed;
			this.random = new Random(seed);
			this.topics = 1 + this.random.nextInt(8);
			LocalBusSettings settings = new LocalBusSettings(1 + this.random.nextInt(8),
					Duration.ofMillis(this.random.nextInt(50)), this.random.nextInt(4));
			this.bus = new LocalBus(settings, this.clock, this.random);
			this.bus.listen(this.listener);
			for (int i = 0; i < this.topics; i++) {
				this.bus.subscribe("t" + i).block();
			}
			this.epoch = this.bus.read(new ReadRequest(Map.of(), 0, 1)).block().top().epoch();
			this.model = new LogModel(this.epoch, settings);
		}

		void run() {
			try {
				for (int i = 0; i < STEPS; i++) {
					switch (this.random.nextInt(10)) {
						case 0, 1, 2, 3, 4 -> publish();
						case 5 -> advance();
						default -> read();
					}
				}
			}
			catch (AssertionError ex) {
				throw new AssertionError("seed " + this.seed + "\n" + String.join("\n", this.trace), ex);
			}
		}

		private void publish() {
			Retention retention = new Retention(this.random.nextInt(6), Duration.ofMillis(1 + this.random.nextInt(60)));
			String key = (this.random.nextInt(4) == 0) ? "k" + this.random.nextInt(4) : null;
			Publication publication = new Publication(topic(), "t", new byte[0], 0, null, key, false, retention);
			this.trace.add("publish " + publication.topic() + ' ' + retention + ' ' + key);
			int heard = this.listener.events().size();
			Position position = this.bus.publish(publication).block();
			assertThat(position).isEqualTo(this.model.publish(publication));
			assertThat(this.listener.events()).hasSize((position.offset() > this.top) ? heard + 1 : heard);
			this.listener.events().forEach((event) -> this.events.put(event.position(), event));
			this.top = Math.max(this.top, position.offset());
		}

		private void advance() {
			int millis = this.random.nextInt(40);
			this.trace.add("advance " + millis);
			this.clock.advance(Duration.ofMillis(millis));
			this.model.advance(millis);
			if (this.random.nextBoolean()) {
				this.bus.requestCheckpoint();
			}
		}

		private void read() {
			Map<String, Position> cursors = new LinkedHashMap<>();
			for (int i = this.random.nextInt(4); i > 0; i--) {
				String cursorEpoch = (this.random.nextInt(30) == 0) ? "another" : this.epoch;
				cursors.put(topic(), new Position(cursorEpoch, this.random.nextLong(this.top + 2)));
			}
			long limit = this.random.nextBoolean() ? ReadRequest.UNLIMITED : this.random.nextInt(6);
			ReadRequest request = new ReadRequest(cursors, limit, 1 + this.random.nextInt(6));
			this.trace.add("read " + request);
			ReadResult expected = this.model.read(request, this.events);
			assertThat(this.bus.read(request).block()).isEqualTo(expected);
		}

		private String topic() {
			return "t" + this.random.nextInt(this.topics);
		}

	}

}
