package dev.realtime.redis.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.realtime.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HistoryCheckerTests {

	private static final String E = "aaaaaa";

	private static final String F = "ffffff";

	private final HistoryChecker history = new HistoryChecker();

	private final ClientHistory client = this.history.client("c1");

	@Test
	void whenEverythingWasGivenThenItPasses() {
		publish(E, "a", 1, 2);
		fresh("a", id(E, 2));
		publish(E, "a", 3, 4, 5);
		give(E, "a", 3, 4, 5);
		passes();
	}

	@Test
	void whenClientComesBackThenItMayRepeatOnlyWhatIsAfterItsCursor() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2, 3, 4);
		give(E, "a", 1, 2, 3);
		resume(id(E, 2), "a");
		give(E, "a", 3, 4);
		passes();
		resume(id(E, 3), "a");
		give(E, "a", 3, 4);
		fails("c1, topic a: is out of order or repeated, it came after aaaaaa.3: aaaaaa.3 (");
	}

	@Test
	void whenAGapWasToldThenWhatIsBeforeItIsNotMissed() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2, 3, 4, 5);
		give(E, "a", 1);
		this.client.gap("a", "trimmed", null);
		give(E, "a", 4, 5);
		passes();
		resume(id(E, 1), Map.of("a", Verdict.gap("limit")), id(E, 5));
		publish(E, "a", 6);
		give(E, "a", 6);
		passes();
	}

	@Test
	void whenAGapWasToldThenWhatWasPublishedLaterIsMissed() {
		fresh("a", id(E, 0));
		publish(E, "a", 1);
		this.client.gap("a", "trimmed", null);
		publish(E, "a", 2, 3);
		give(E, "a", 3);
		fails("lost on the way to aaaaaa.3: aaaaaa.2 (");
	}

	@Test
	void whenAnOutcomeIsUnknownThenTheEventMayExistOrNot() {
		fresh("a", id(E, 0));
		this.history.publish("a", "t", "a1");
		this.history.publish("a", "t", "a2").unknown();
		publish(E, "a", 3);
		this.client.event("a", "t", "a2", id(E, 2));
		give(E, "a", 3);
		passes();
		ClientHistory other = this.history.client("c2");
		other.subscribed(id(E, 0), Map.of("a", Verdict.RESUMED), null);
		other.event("a", "t", "a3", id(E, 3));
		fails("client c2, topic a: lost on the way to aaaaaa.3: aaaaaa.2 (a t a2, given to c1; neighbours [aaaaaa.2, aaaaaa.3])");
	}

	@Test
	void whenRedisComesBackWithOlderDataThenOnlyWhoSawMoreHasToBeTold() {
		fresh("a", id(E, 0));
		ClientHistory other = this.history.client("c2");
		other.subscribed(null, Map.of("a", Verdict.FRESH), id(E, 0));
		publish(E, "a", 1, 2, 3);
		give(E, "a", 1, 2, 3);
		other.event("a", "t", "a1", id(E, 1));
		other.event("a", "t", "a2", id(E, 2));
		this.history.publish("a", "t", "b3").ok(position(F, 3));
		other.event("a", "t", "b3", id(F, 3));
		this.client.gap("a", "forked", id(F, 3));
		passes();
	}

	@Test
	void whenClientSawWhatIsErasedAndIsNotToldThenItFails() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2, 3);
		give(E, "a", 1, 2, 3);
		this.history.publish("a", "t", "b3").ok(position(F, 3));
		fails("has what a rollback erased, and was told of no gap: aaaaaa.3 (");
		publish(F, "a", 4);
		resume(id(E, 3), "a");
		give(F, "a", 4);
		fails("had aaaaaa.3, which a rollback erased, and was told of no gap before ffffff.4 (");
	}

	@Test
	void whenTheLogIsLostThenEvenWhoMissedNothingHasToBeTold() {
		publish(E, "a", 1, 2, 3);
		fresh("a", id(E, 3));
		publish(F, "b", 1, 2);
		publish(F, "a", 3, 4);
		give(F, "a", 4);
		fails("had aaaaaa.3, which a rollback erased");
	}

	@Test
	void whenRedisRestartsWithAllDataThenNothingMayBeMissingAcrossTheEpochs() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2);
		publish(F, "a", 3);
		give(E, "a", 1, 2);
		give(F, "a", 3);
		passes();
		ClientHistory other = this.history.client("c2");
		other.subscribed(id(E, 1), Map.of("a", Verdict.RESUMED), id(E, 1));
		other.event("a", "t", "a3", id(F, 3));
		fails("client c2, topic a: lost on the way to ffffff.3: aaaaaa.2 (");
	}

	@Test
	void whenTheEndOfAnEpochIsTakenFromTheLogThenWhatItErasedIsNotMissed() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2, 3);
		give(E, "a", 1);
		publish(F, "a", 9);
		give(F, "a", 9);
		fails("aaaaaa.2");
		this.history.epochsEnded(Map.of(E, 1L));
		passes();
	}

	@Test
	void whenAnEventIsDroppedThenItIsFound() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2, 3);
		give(E, "a", 1, 3);
		fails("client c1, topic a: lost on the way to aaaaaa.3: aaaaaa.2 (a t a2, acknowledged; neighbours [aaaaaa.1, aaaaaa.2, aaaaaa.3])");
	}

	@Test
	void whenAnEventIsRepeatedThenItIsFound() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2);
		give(E, "a", 1, 2, 2);
		fails("was given again after aaaaaa.2: aaaaaa.2 (");
	}

	@Test
	void whenEventsAreSwappedThenItIsFound() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2, 3);
		give(E, "a", 2, 1, 3);
		fails("out of order or repeated, it came after aaaaaa.2: aaaaaa.1 (");
	}

	@Test
	void whenEventsOfTopicsThatWereSubscribedTogetherAreSwappedThenItIsFound() {
		this.client.subscribed(null, Map.of("a", Verdict.FRESH, "b", Verdict.FRESH), id(E, 0));
		publish(E, "a", 1);
		publish(E, "b", 2);
		give(E, "b", 2);
		give(E, "a", 1);
		fails("topic a: lost on the way to aaaaaa.2: aaaaaa.1 (",
				"topic a: out of order, it came after aaaaaa.2 of another topic: aaaaaa.1 (");
	}

	@Test
	void whenTopicsWereSubscribedOneByOneThenAReplayMayBeOlder() {
		fresh("a", id(E, 0));
		publish(E, "b", 1);
		publish(E, "a", 2);
		give(E, "a", 2);
		this.client.subscribed(id(E, 0), Map.of("b", Verdict.RESUMED), id(E, 0));
		give(E, "b", 1);
		this.client.checkpoint(id(E, 2));
		passes();
	}

	@Test
	void whenOnePositionIsTwoEventsThenItIsFound() {
		fresh("a", id(E, 0));
		publish(E, "a", 1);
		this.history.publish("a", "t", "b1").unknown();
		this.client.event("a", "t", "b1", id(E, 1));
		fails("fork: aaaaaa.1 is 'a t a1' (acknowledged) and 'a t b1' (given to c1)");
	}

	@Test
	void whenAnEventStandsElsewhereThanItsReceiptThenItIsFound() {
		fresh("a", id(E, 0));
		publish(E, "a", 1);
		this.client.event("a", "t", "a1", id(E, 2));
		fails("published 1 times, but it stands in the log at");
	}

	@Test
	void whenTheLogGoesBackThenItIsFound() {
		publish(E, "a", 2, 1);
		fails("the log went back: a t a1 got aaaaaa.1 though it was published when aaaaaa.2 had been acknowledged");
	}

	@Test
	void whenAGapIsHiddenBehindResumedThenItIsFound() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2, 3);
		give(E, "a", 1);
		resume(id(E, 1), Map.of("a", Verdict.RESUMED), id(E, 3));
		fails("lost on the way to aaaaaa.3: aaaaaa.2 (", "lost on the way to aaaaaa.3: aaaaaa.3 (");
	}

	@Test
	void whenACheckpointPassesWhatWasNotGivenThenItIsFound() {
		fresh("a", id(E, 0));
		publish(E, "a", 1);
		this.client.checkpoint(id(E, 1));
		fails("lost on the way to aaaaaa.1: aaaaaa.1 (");
	}

	@Test
	void whenAnIdIsAheadOfAnotherTopicAtTheCutThenItsResumeIsFound() {
		this.client.subscribed(null, Map.of("a", Verdict.FRESH, "b", Verdict.FRESH), id(E, 0));
		publish(E, "a", 1);
		publish(F, "b", 2);
		give(F, "b", 2);
		resume(id(F, 2), "a", "b");
		fails("topic a: lost on the way to ffffff.2: aaaaaa.1 (");
	}

	@Test
	void whenACursorIsIgnoredOrAForgedOneResumedThenItIsFound() {
		publish(E, "a", 1);
		resume(id(E, 0), Map.of("a", Verdict.FRESH), id(E, 1));
		fails("sent a cursor, and was neither resumed nor told of a gap");
		resume("nonsense", Map.of("a", Verdict.RESUMED), id(E, 1));
		fails("was resumed from 'nonsense', which is no position of this log");
	}

	@Test
	void whenAnEventIsInventedThenItIsFound() {
		fresh("a", id(E, 0));
		give(E, "a", 1);
		fails("given to c1, but never published: a t a1 as aaaaaa.1");
	}

	@Test
	void whenAPublishFailedForSureThenItMustNotBeDelivered() {
		fresh("a", id(E, 0));
		this.history.publish("a", "t", "a1").failed();
		passes();
		give(E, "a", 1);
		fails("given to c1, but its publish failed: a t a1");
	}

	@Test
	void whenATopicIsNotFollowedThenNothingOfItMayCome() {
		publish(E, "a", 1);
		this.client.connected();
		this.client.subscribed(null, Map.of("a", Verdict.refused("forbidden")), id(E, 0));
		give(E, "a", 1);
		fails("does not follow the topic, but was given a t a1");
	}

	@Test
	void whenAClientStaysBehindThenItIsFoundAfterHealing() {
		fresh("a", id(E, 0));
		publish(E, "a", 1, 2);
		give(E, "a", 1);
		this.history.check();
		fails("client c1, topic a: is behind, it misses aaaaaa.2 (a t a2, acknowledged; neighbours [aaaaaa.1, aaaaaa.2])");
		this.client.disconnected();
		passes();
	}

	private void publish(String epoch, String topic, int... offsets) {
		for (int offset : offsets) {
			this.history.publish(topic, "t", topic + offset).ok(position(epoch, offset));
		}
	}

	private void give(String epoch, String topic, int... offsets) {
		IntStream.of(offsets).forEach((offset) -> this.client.event(topic, "t", topic + offset, id(epoch, offset)));
	}

	private void fresh(String topic, String id) {
		this.client.connected();
		this.client.subscribed(null, Map.of(topic, Verdict.FRESH), id);
	}

	private void resume(String since, String... topics) {
		Map<String, Verdict> verdicts = new HashMap<>();
		List.of(topics).forEach((topic) -> verdicts.put(topic, Verdict.RESUMED));
		resume(since, verdicts, since);
	}

	private void resume(String since, Map<String, Verdict> verdicts, String id) {
		this.client.connected();
		this.client.subscribed(since, verdicts, id);
	}

	private void passes() {
		this.history.checkHealed();
	}

	private void fails(String... messages) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.history::checkHealed)
			.withMessageContainingAll(messages);
	}

	private static Position position(String epoch, int offset) {
		return new Position(epoch, offset);
	}

	private static String id(String epoch, int offset) {
		return position(epoch, offset).toString();
	}

}
