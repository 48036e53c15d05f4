package dev.realtime.bus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.TraceContext;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every engine promises. One subclass per engine runs all of it.
 */
public abstract class AbstractBusContractTests extends AbstractBusTests {

	@Test
	void offsetsCountAllTopicsTogether() {
		Position first = publish("a");
		Position second = publish("b");
		Position third = publish("a");
		assertThat(first.epoch()).matches("[a-z0-9]{6,8}");
		assertThat(second).isEqualTo(new Position(first.epoch(), first.offset() + 1));
		assertThat(third).isEqualTo(new Position(first.epoch(), first.offset() + 2));
		assertThat(top()).isEqualTo(third);
	}

	@Test
	void beforeTheFirstEventTheTopIsZero() {
		assertThat(top().offset()).isZero();
	}

	@Test
	void everySubscriptionPublishesAnew() {
		Mono<Position> publish = bus().publish(publication("a", LONG));
		assertThat(top().offset()).isZero();
		Position first = publish.block(TIMEOUT);
		Position second = publish.block(TIMEOUT);
		assertThat(Objects.requireNonNull(second).offset()).isEqualTo(Objects.requireNonNull(first).offset() + 1);
	}

	@Test
	void subscribedTopicsAreHeardAsTheyWerePublished() {
		subscribe("a");
		Publication publication = new Publication("a", "order.updated", "{\"n\":1}".getBytes(StandardCharsets.UTF_8),
				1234, "m1", null, false, LONG);
		Position position = bus().publish(publication).block(TIMEOUT);
		PublishedEvent event = heard(1).get(0);
		assertThat(event.topic()).isEqualTo("a");
		assertThat(event.type()).isEqualTo("order.updated");
		assertThat(event.position()).isEqualTo(position);
		assertThat(event.timestamp()).isEqualTo(1234);
		assertThat(event.payload()).asString(StandardCharsets.UTF_8).isEqualTo("{\"n\":1}");
		assertThat(event.messageId()).isEqualTo("m1");
		assertThat(read(0, "a").events()).usingRecursiveFieldByFieldElementComparator().containsExactly(event);
	}

	@Test
	void whatAnEventCarriesOfATraceArrivesAndIsReadAgain() {
		subscribe("a");
		TraceContext trace = TraceContext.of(Map.of("traceparent", "00-1-2-01", "tracestate", "a=b"));
		bus().publish(new Publication("a", "t", new byte[] { '1' }, 0, null, null, false, LONG, trace)).block(TIMEOUT);
		bus().publish(new Publication("a", "t", new byte[] { '1' }, 0, null, null, true, LONG, trace)).block(TIMEOUT);
		assertThat(heard(2)).extracting(PublishedEvent::trace).containsExactly(trace, trace);
		assertThat(read(0, "a").events()).extracting(PublishedEvent::trace).containsExactly(trace);
	}

	@Test
	void onlySubscribedTopicsAreHeard() {
		subscribe("b");
		publish("a");
		Position heard = publish("b");
		assertThat(heard(1)).extracting(PublishedEvent::position).containsExactly(heard);
	}

	@Test
	void topicThatIsSubscribedAgainIsHeardAgain() {
		subscribe("a");
		bus().unsubscribe("a");
		subscribe("a");
		Position position = publish("a");
		assertThat(heard(1)).extracting(PublishedEvent::position).containsExactly(position);
	}

	@Test
	void prevIsTheOffsetBeforeInTheSameTopic() {
		subscribe("a");
		subscribe("b");
		long a1 = publish("a").offset();
		long b1 = publish("b").offset();
		publish("a");
		publish("b");
		assertThat(heard(4)).extracting(PublishedEvent::prev).containsExactly(0L, 0L, a1, b1);
	}

	@Test
	void ephemeralEventIsHeardAndLeavesNoTrace() {
		subscribe("a");
		Position before = publish("a");
		Publication ephemeral = new Publication("a", "typing", new byte[] { '1' }, 5, null, null, true, LONG);
		StepVerifier.create(bus().publish(ephemeral)).expectComplete().verify(TIMEOUT);
		Position after = publish("a");
		assertThat(after.offset()).isEqualTo(before.offset() + 1);
		assertThat(heard(3).get(1).position()).isNull();
		assertThat(heard(3).get(2).prev()).isEqualTo(before.offset());
		assertThat(offsets(read(0, "a"))).containsExactly(before.offset(), after.offset());
	}

	@Test
	void whenNothingWasMissedThenNothingIsReturned() {
		publish("a");
		Position top = publish("b");
		ReadResult result = read(top, "a", "b", "never");
		assertThat(result).isEqualTo(new ReadResult(top, top, List.of(), Map.of()));
		assertThat(result.hasMore()).isFalse();
	}

	@Test
	void whenNoTopicIsAskedForThenTheTopIsReturned() {
		publish("a");
		Position top = publish("b");
		assertThat(read(Map.of(), ReadRequest.UNLIMITED, 10)).isEqualTo(new ReadResult(top, top, List.of(), Map.of()));
	}

	@Test
	void missedEventsOfAllTopicsComeInTheOrderOfTheLog() {
		Position first = publish("a");
		List<Long> missed = new ArrayList<>();
		for (String topic : List.of("b", "a", "c", "b", "b", "a", "d")) {
			missed.add(publish(topic).offset());
		}
		missed.remove(2);
		ReadResult result = read(first, "a", "b", "d");
		assertThat(offsets(result)).containsExactlyElementsOf(missed);
		assertThat(result.gaps()).isEmpty();
		assertThat(result.through()).isEqualTo(result.top());
	}

	@Test
	void eachTopicIsReadFromItsOwnCursor() {
		Position a1 = publish("a");
		Position b1 = publish("b");
		Position a2 = publish("a");
		Position b2 = publish("b");
		Map<String, Position> cursors = Map.of("a", a2, "b", new Position(a1.epoch(), 0));
		assertThat(offsets(read(cursors, ReadRequest.UNLIMITED, 10))).containsExactly(b1.offset(), b2.offset());
	}

	@Test
	void whenCursorIsOfAnotherEpochThenItIsUnknown() {
		publish("a");
		ReadResult result = read(new Position("zzzzzz", 1), "a", "never");
		assertThat(result.gaps()).isEqualTo(Map.of("a", GapReason.UNKNOWN, "never", GapReason.UNKNOWN));
		assertThat(result.events()).isEmpty();
	}

	@Test
	void whenCursorIsBeyondTheTopThenItIsForked() {
		Position top = publish("a");
		Position beyond = new Position(top.epoch(), top.offset() + 1);
		assertThat(read(beyond, "a", "never").gaps())
			.isEqualTo(Map.of("a", GapReason.FORKED, "never", GapReason.FORKED));
	}

	@Test
	void whenMoreWasPublishedThanIsKeptThenOlderCursorsAreTrimmed() {
		Retention two = new Retention(2, Duration.ofMinutes(10));
		Position first = publish("a", two);
		Position second = publish("a", two);
		Position third = publish("a", two);
		Position fourth = publish("a", two);
		assertThat(read(first, "a").gaps()).isEqualTo(Map.of("a", GapReason.TRIMMED));
		assertThat(read(first, "a").events()).isEmpty();
		ReadResult kept = read(second, "a");
		assertThat(kept.gaps()).isEmpty();
		assertThat(offsets(kept)).containsExactly(third.offset(), fourth.offset());
	}

	@Test
	void whenEventsAreTooOldThenOlderCursorsAreTrimmedAndOthersAreNot() {
		Retention brief = new Retention(10, MAX_AGE);
		Position first = publish("a", brief);
		Position second = publish("a", brief);
		assertThat(offsets(read(first, "a"))).containsExactly(second.offset());
		advance(MAX_AGE.plusMillis(100));
		assertThat(read(first, "a").gaps()).isEqualTo(Map.of("a", GapReason.TRIMMED));
		assertThat(read(second, "a").gaps()).isEmpty();
		Position third = publish("a", brief);
		assertThat(read(first, "a").gaps()).isEqualTo(Map.of("a", GapReason.TRIMMED));
		assertThat(offsets(read(second, "a"))).containsExactly(third.offset());
	}

	@Test
	void whenEventsAreNotRetainedThenTheirLossIsNoticed() {
		subscribe("a");
		Position first = publish("a");
		Position dropped = publish("a", new Retention(0, Duration.ofMinutes(10)));
		assertThat(dropped.offset()).isEqualTo(first.offset() + 1);
		assertThat(read(first, "a").gaps()).isEqualTo(Map.of("a", GapReason.TRIMMED));
		assertThat(read(dropped, "a").gaps()).isEmpty();
		Position kept = publish("a");
		assertThat(read(first, "a").gaps()).isEqualTo(Map.of("a", GapReason.TRIMMED));
		assertThat(offsets(read(dropped, "a"))).containsExactly(kept.offset());
		assertThat(heard(3)).extracting(PublishedEvent::prev).containsExactly(0L, first.offset(), dropped.offset());
	}

	@Test
	void retentionThatShrinksTrimsWhatIsThere() {
		Position first = publish("a");
		publish("a");
		Position third = publish("a");
		Position fourth = publish("a", new Retention(1, Duration.ofMinutes(10)));
		assertThat(read(first, "a").gaps()).isEqualTo(Map.of("a", GapReason.TRIMMED));
		assertThat(offsets(read(third, "a"))).containsExactly(fourth.offset());
	}

	@Test
	void eventsOfTopicWithGapAreLeftOutAndOthersAreReturned() {
		Retention one = new Retention(1, Duration.ofMinutes(10));
		Position start = publish("a", one);
		publish("a", one);
		publish("a", one);
		Position b = publish("b");
		ReadResult result = read(start, "a", "b");
		assertThat(result.gaps()).isEqualTo(Map.of("a", GapReason.TRIMMED));
		assertThat(offsets(result)).containsExactly(b.offset());
	}

	@Test
	void whenMoreWasMissedThanTheLimitThenEveryTopicThatMissedSomethingIsGap() {
		Position start = publish("a");
		publish("a");
		publish("b");
		publish("b");
		assertThat(read(cursors(start, "a", "b", "c"), 3, 10).events()).hasSize(3);
		ReadResult over = read(cursors(start, "a", "b", "c"), 2, 10);
		assertThat(over.gaps()).isEqualTo(Map.of("a", GapReason.LIMIT, "b", GapReason.LIMIT));
		assertThat(over.events()).isEmpty();
		assertThat(over.through()).isEqualTo(over.top());
	}

	@Test
	void pagesPassNothingUnreadAndEndAtTheTop() {
		Position start = new Position(top().epoch(), 0);
		List<Long> published = new ArrayList<>();
		for (String topic : List.of("a", "b", "a", "a", "c", "b", "c")) {
			published.add(publish(topic).offset());
		}
		List<Long> seen = new ArrayList<>();
		Position cursor = start;
		ReadResult page;
		int pages = 0;
		do {
			page = read(cursors(cursor, "a", "b", "c"), ReadRequest.UNLIMITED, 2);
			assertThat(page.gaps()).isEmpty();
			assertThat(page.events()).hasSizeLessThanOrEqualTo(2);
			seen.addAll(offsets(page));
			assertThat(page.through().offset()).isEqualTo(page.hasMore() ? seen.get(seen.size() - 1) : 7);
			cursor = page.through();
			pages++;
		}
		while (page.hasMore());
		assertThat(seen).isEqualTo(published);
		assertThat(pages).isEqualTo(4);
	}

	@Test
	void fullPageWithNothingBehindItEndsAtTheTop() {
		Position start = publish("a");
		publish("b");
		publish("b");
		Position top = publish("other");
		ReadResult page = read(cursors(start, "a", "b"), ReadRequest.UNLIMITED, 2);
		assertThat(page.events()).hasSize(2);
		assertThat(page.through()).isEqualTo(top);
	}

	@Test
	void whenTopicIsForgottenThenOlderCursorsOfUnknownTopicsAreTrimmed() {
		Position first = publish("a");
		Position floor = publish("a");
		for (int i = 0; i < KNOWN_TOPICS; i++) {
			publish("other." + i);
		}
		assertThat(read(first, "never").gaps()).isEqualTo(Map.of("never", GapReason.TRIMMED));
		assertToldOrGiven(read(first, "a"), floor);
		assertThat(read(floor, "a", "never").gaps()).isEmpty();
		subscribe("a");
		Position again = publish("a");
		assertThat(heard(1).get(0).prev()).isGreaterThanOrEqualTo(floor.offset()).isLessThan(again.offset());
		assertToldOrGiven(read(first, "a"), floor, again);
		assertThat(offsets(read(new Position(again.epoch(), again.offset() - 1), "a"))).containsExactly(again.offset());
	}

	/** An engine may forget a topic's log with its last offset, or later. */
	private static void assertToldOrGiven(ReadResult result, Position... events) {
		if (result.gaps().isEmpty()) {
			assertThat(result.events()).extracting(PublishedEvent::position).containsExactly(events);
		}
		else {
			assertThat(result.gaps()).isEqualTo(Map.of("a", GapReason.TRIMMED));
			assertThat(result.events()).isEmpty();
		}
	}

	@Test
	void topicThatWasPublishedToLatelyIsNotForgotten() {
		Position first = publish("a");
		for (int i = 0; i < KNOWN_TOPICS - 1; i++) {
			publish("other." + i);
		}
		Position second = publish("a");
		publish("other.new");
		ReadResult result = read(first, "a");
		assertThat(result.gaps()).isEmpty();
		assertThat(offsets(result)).containsExactly(second.offset());
	}

	@Test
	void samePositionIsReturnedForSameIdempotencyKey() {
		subscribe("a");
		Position first = publishOnce("a", "k");
		publish("b");
		assertThat(publishOnce("a", "k")).isEqualTo(first);
		Position other = publishOnce("a", "k2");
		assertThat(other.offset()).isEqualTo(first.offset() + 2);
		assertThat(heard(2)).extracting(PublishedEvent::position).containsExactly(first, other);
	}

	@Test
	void afterItsWindowIdempotencyKeyIsFreeAgain() {
		listen(MAX_AGE);
		Position first = publishOnce("a", "k");
		advance(MAX_AGE.plusMillis(100));
		assertThat(publishOnce("a", "k").offset()).isEqualTo(first.offset() + 1);
	}

	@Test
	void checkpointComesAfterWhatItVouchesFor() {
		subscribe("a");
		Position event = publish("a");
		bus().requestCheckpoint();
		await().atMost(Duration.ofSeconds(30)).until(() -> !listener().checkpoints().isEmpty());
		List<Object> calls = listener().calls();
		Position checkpoint = listener().checkpoints().get(0);
		assertThat(checkpoint.epoch()).isEqualTo(event.epoch());
		if (checkpoint.offset() >= event.offset()) {
			assertThat(calls.get(0)).isInstanceOf(PublishedEvent.class);
		}
	}

	@Test
	void whenManyPublishAtOnceThenEveryTopicIsHeardWithoutHole() throws Exception {
		int publishers = 8;
		int each = 500;
		List<String> topics = List.of("a", "b", "c");
		topics.forEach(this::subscribe);
		Set<Position> receipts = ConcurrentHashMap.newKeySet();
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService threads = Executors.newFixedThreadPool(publishers);
		try {
			List<Future<?>> done = new ArrayList<>();
			for (int p = 0; p < publishers; p++) {
				int publisher = p;
				done.add(threads.submit(() -> {
					start.await();
					for (int i = 0; i < each; i++) {
						receipts.add(publish(topics.get((publisher + i) % topics.size())));
					}
					return null;
				}));
			}
			start.countDown();
			for (Future<?> future : done) {
				future.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(receipts).hasSize(publishers * each);
		List<PublishedEvent> heard = heard(publishers * each);
		assertThat(listener().overlapped()).isFalse();
		Map<String, Long> last = new HashMap<>();
		long offset = 0;
		for (PublishedEvent event : heard) {
			assertThat(event.offset()).isEqualTo(++offset);
			assertThat(event.prev()).isEqualTo(last.getOrDefault(event.topic(), 0L));
			last.put(event.topic(), event.offset());
		}
	}

}
