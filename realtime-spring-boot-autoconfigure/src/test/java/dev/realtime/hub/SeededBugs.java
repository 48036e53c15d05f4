package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.realtime.hub.HubMutationTests.SeededBug;
import dev.realtime.hub.Mutant.Edit;

/**
 * One bug or more for every rule, and who catches it.
 */
final class SeededBugs {

	private static final String LOG = "dev.realtime.local.LocalBusModelTests#everyReceiptAndEveryReadEqualsTheModels";

	private SeededBugs() {
	}

	static Stream<SeededBug> all() {
		return Stream.of(handOff(), behind(), answers(), checkpoints(), late(), lanes(), tail(), verdicts(), localLog())
			.flatMap(List::stream);
	}

	private static List<SeededBug> handOff() {
		return List.of(
				bug("read only after the confirmation", "NONE",
						edit("TopicSubscription", "if (!subscription.isConfirmed()) {", "if (false) {")),
				bug("all confirmations, not only the first", "NONE",
						edit("TopicSubscription", "awaitAll(subscriptions, confirmed, failure);\n\t\t\t\t\t}",
								"confirmed.run();\n}")),
				bug("whoever waits for a subscription hears of its failure, also later", "FAILURES",
						edit("TopicSubscription", "if (this.failure != null) {\n\t\t\twaiter",
								"if (false) {\n\t\t\twaiter")),
				bug("a lane stays attached when a subscription fails",
						step("whenASubscriptionHasFailedThenTheLaneIsAttachedToTheNext"),
						edit("Hub", "subscribe(topic, subscription.lanes())", "subscribe(topic, List.of())")),
				bug("hold live events back while reading", "NONE", edit("Follower", "\t\t\thold(event);\n", "")),
				bug("over the bound, read again", step("whenMoreIsHeldBackThanTheBoundThenItReadsAgain"),
						edit("Follower", "clearHeld();\n\t\t\tthis.incomplete = true;\n\t\t}\n\t\tif (!",
								"clearHeld();\n\t\t}\n\t\tif (!")),
				bug("of what was held back, only what is later than the read", "NONE",
						edit("Follower", "|| isOld(event)) {", ") {")),
				bug("held-back events of another epoch: take the hand-off again", "FLUSHES",
						edit("Follower", "return !isSameEpoch(event) || event", "return event")),
				bug("an event whose predecessor is not here is a hole",
						step("whenTheEngineBreaksItsWordThenTheNextEventShowsTheHole"),
						edit("Follower", "return !isSameEpoch(event) || event.event().prev() > offset();",
								"return !isSameEpoch(event);")),
				bug("offsets of two epochs are never compared", "FLUSHES",
						edit("Follower", "&& this.position != null && at.epoch().equals(this.position.epoch());",
								"&& this.position != null;")),
				bug("a late answer to who is gone changes nothing", "TRIMS",
						edit("Follower", "if (this.state == State.READING) {\n\t\t\t\tgive",
								"if (true) {\n\t\t\t\tgive")),
				bug("confirmations and coverage belong to the subscription object", "NONE", edit("Hub",
						"subscription = new TopicSubscription(lanes);",
						"subscription = this.before.computeIfAbsent(topic, (key) -> new TopicSubscription(lanes));"),
						edit("Hub", "private final Map<String, TopicSubscription> topics",
								"private final Map<String, TopicSubscription> before = new HashMap<>();\nprivate final Map<String, TopicSubscription> topics")));
	}

	private static List<SeededBug> behind() {
		return List.of(
				bug("who cannot take an event falls behind", "NONE",
						edit("Follower", "if (misses(event) || !this.owner.isWritable()) {\n\t\t\tfallBehind();",
								"if (misses(event) || !this.owner.isWritable()) {\n")),
				bug("nothing is queued for who is not writable", "NONE",
						edit("Follower", "if (misses(event) || !this.owner.isWritable()) {", "if (misses(event)) {")),
				bug("nor while it catches up", "NONE",
						edit("Follower", "if (!this.owner.isWritable()) {\n\t\t\t\t\treturn false;\n\t\t\t\t}", "")),
				bug("it goes on from its own position", "NONE",
						edit("Follower", "if (this.position != null) {\n\t\t\tthis.topics",
								"if (this.opening != null && this.position != null) {\n\t\t\tthis.topics")),
				bug("as soon as it is writable", "NONE",
						edit("HubConnection", "this.times.progress = this.lane.nanoTime();\n\t\tcatchUp();",
								"this.times.progress = this.lane.nanoTime();")),
				bug("after an interruption everybody reads", "LOSSES",
						edit("Follower", "else if (this.state == State.LIVE) {\n\t\t\tfallBehind();\n\t\t}", "")),
				bug("also who was reading", "LOSSES", edit("Follower",
						"if (this.state == State.READING) {\n\t\t\tclearHeld();\n\t\t\tthis.incomplete = true;\n\t\t}\n\t\telse if",
						"if")),
				bug("all lanes are told", "LOSSES",
						edit("Hub", "this.lanes.values().forEach((lane) -> lane.offer(new LaneItem.Interrupted()));",
								"")),
				bug("a new epoch interrupts everybody", "ROLLBACKS",
						edit("Hub", "this.reads.clear();\n\t\tinterrupt();", "this.reads.clear();")),
				bug("a checkpoint of another epoch is a hole", "ROLLBACKS", edit("Hub",
						"if (!this.tail.isCurrent(position)) {\n\t\t\t\tbegin(position);\n\t\t\t}\n\t\t\tthis.tail",
						"this.tail")),
				bug("a read that failed is tried again", "FAILURES",
						edit("Laggards", "again.forEach(HubConnection::catchUp);", "")),
				bug("who fell behind has no limit", "LIMITS", edit("Follower",
						"(this.opening != null) ? this.owner.lane().settings().replayMaxEvents() : ReadRequest.UNLIMITED",
						"this.owner.lane().settings().replayMaxEvents()")),
				bug("a page is not everything", "NONE", edit("Follower",
						"if (replay.hasMore()) {\n\t\t\tclearHeld();\n\t\t\tread();\n\t\t\treturn;\n\t\t}", "")),
				bug("the next page begins where this one ended", "NONE",
						edit("Follower", "this.position = replay.through();", "this.position = replay.top();")),
				bug("a gap is told once, also over several pages", "TRIMS",
						edit("Follower", "gaps.keySet().forEach((topic) -> this.jumps.put(topic, replay.top()));", "")),
				bug("what comes after a gap is given once", "TRIMS",
						edit("Follower", "this.jumps.put(topic, Objects.requireNonNull(event.event().position()));",
								"")),
				bug("a gap is told", "TRIMS",
						edit("Follower", "this.owner.gap(gaps, nothingToCome ? replay.top() : null);", "")));
	}

	private static List<SeededBug> answers() {
		return List.of(
				bug("the answer is not beyond what was written", "NONE",
						edit("Opening", "return (nothingToCome || this.cursor == null) ? replay.top() : this.cursor;",
								"return replay.top();")),
				bug("nor is a gap", "TRIMS",
						edit("Follower", "this.owner.gap(gaps, nothingToCome ? replay.top() : null);",
								"this.owner.gap(gaps, replay.top());")),
				bug("verdicts travel in the answer", "TRIMS",
						edit("Opening", "return (gap != null) ? TopicStatus.gap(gap) : TopicStatus.RESUMED;",
								"return TopicStatus.RESUMED;")),
				bug("a cursor that cannot be read is a gap", "FLUSHES", edit("Opening",
						"if (this.cursor == null) {\n\t\t\treturn TopicStatus.gap(GapReason.UNKNOWN);\n\t\t}", "")),
				bug("the answer holds for topics that were followed already", "NONE",
						edit("HubConnection",
								"if (proven.epoch().equals(top.epoch()) && other.offset() < proven.offset()) {",
								"if (false) {")),
				bug("in another epoch it has to wait", "RESTARTS", edit("HubConnection",
						"if (other == null || !other.epoch().equals(top.epoch())) {\n\t\t\t\t\treturn null;",
						"if (other == null || !other.epoch().equals(top.epoch())) {\n\t\t\t\t\treturn position;")));
	}

	private static List<SeededBug> checkpoints() {
		return List.of(
				bug("only who is live gets a checkpoint", "NONE",
						edit("Follower", "return this.state == State.LIVE && reached != null",
								"return reached != null")),
				bug("in the same epoch", "FLUSHES",
						edit("Follower", "&& this.position.epoch().equals(reached.epoch()) && this", "&& this")),
				bug("not beyond it", "NONE", edit("Follower",
						"&& this.position.epoch().equals(reached.epoch()) && this.position.offset() <= reached.offset();",
						"&& this.position.epoch().equals(reached.epoch());")),
				bug("it becomes its position", "TRIMS",
						edit("Follower", "\t\tthis.position = reached;\n\t}\n\n\t/**\n\t * Begin",
								"\t}\n\n\t/**\n\t * Begin")),
				bug("it waits in each lane's queue", "NONE", edit("Lane", "void offer(LaneItem item) {",
						"void offer(LaneItem item) {\nif (item instanceof LaneItem.Checkpoint early) { this.position = early.position(); return; }")),
				bug("it counts when the lane has finished all before it", "NONE", edit("Lane",
						"this.current = new Broadcast(new MergedEvents(",
						"if (event.event().event().position() != null) { this.position = event.event().event().position(); }\nthis.current = new Broadcast(new MergedEvents(")),
				bug("others get none", "NONE",
						edit("HubConnection", "this.connection.heartbeat(plain);",
								"this.connection.heartbeat(checkpoint);")),
				bug("who is quiet is given one", "NONE", edit("Lane", "this.position = checkpoint.position();", "")),
				bug("the end of a replay is told", "NONE", edit("HubConnection",
						"if (replayed && position != null && this.followers.size() == 1) {\n\t\t\tcheckpoint(position);",
						"if (replayed && position != null && this.followers.size() == 1) {\n\t\t\tcheckpoint(this.lane.position());")));
	}

	private static List<SeededBug> late() {
		return List.of(
				bug("a late topic keeps its own position until it is live", "NONE",
						edit("HubConnection", "if (follower == first || !follower.isAt(reached)) {",
								"if (follower == first) {")),
				bug("and until the first has come as far", "NONE",
						edit("HubConnection", "|| reached == null || !this.followers.get(0).isAt(reached)) {",
								"|| reached == null) {")),
				bug("until then no checkpoint holds for both", "NONE",
						edit("HubConnection", "if (replayed && position != null && this.followers.size() == 1) {",
								"if (replayed && position != null) {")),
				bug("nor a heartbeat", "NONE",
						edit("HubConnection", "allMatch((follower) -> follower.isAt(reached))",
								"anyMatch((follower) -> follower.isAt(reached))")),
				bug("a second subscribe gives no replay", "NONE",
						edit("HubConnection", "!this.topics.contains(topic)", "true")),
				bug("who joins is offered its topics by the first", "NONE",
						edit("HubConnection", "this.lane.replace(follower, first);", "")),
				bug("an unsubscribed topic is not replayed", "NONE",
						edit("Follower", "if (this.topics.contains(topic)) {\n\t\t\t\tif", "if (true) {\n\t\t\t\tif")),
				bug("nor given from what was held back", step("whatIsHeldBackOfAnUnsubscribedTopicIsNotGiven"),
						edit("Follower", "if (this.topics.contains(event.event().topic())) {\n\t\t\t\toffer",
								"if (true) {\n\t\t\t\toffer")));
	}

	private static List<SeededBug> lanes() {
		return List.of(
				bug("who leaves clears its place, nobody is skipped", "NONE",
						edit("FollowerList", "if (!this.offering && this", "if (this")),
				bug("a broadcast that yields goes on where it stopped", "NONE",
						edit("Broadcast", "while (this.place < end) {", "this.place = 0;\nwhile (this.place < end) {")),
				bug("and is not done before its last", "NONE",
						edit("Broadcast", "return this.place >= this.followers.places();", "return true;")),
				bug("a lane that was full reads", "NONE",
						edit("LaneQueue", "return new LaneItem.Interrupted();", "return null;")),
				bug("a full lane refuses everything until it is empty", "NONE",
						edit("LaneQueue", "if (this.overflowing || this", "if (this")),
				bug("one flush for what was written", "NONE", edit("Written", "\t\t\tconnection.flush();\n", "")),
				bug("an event that is refused is released", "NONE",
						edit("Lane", "event.event().release();\n\t\t}\n\t\tif (this.queue", "}\n\t\tif (this.queue")),
				bug("a broadcast that is done is released", "NONE", edit("Broadcast", "this.merged.release();", "")),
				bug("joined events are of one topic", "NONE",
						edit("LaneQueue", "&& event.topic().equals(before.topic())", "")),
				bug("and miss nothing in between",
						step("whenTheEngineBreaksItsWordBetweenTwoEventsThenTheyAreNotJoined"),
						edit("LaneQueue", "&& event.prev() == before.offset();", ";")),
				bug("none is left in the queue or taken twice", "NONE",
						edit("LaneQueue", "\t\t\tpoll();\n\t\t\tevents.add(last);", "\t\t\tevents.add(last);")),
				bug("who takes all is behind all of them", "NONE",
						edit("Follower", "&& (first.event().isEphemeral() || (!isOld(first) && !misses(first)));",
								"&& (first.event().isEphemeral() || !misses(first));")),
				bug("and misses none before them", step("whenTheEngineBreaksItsWordThenTheNextEventShowsTheHole"),
						edit("Follower", "&& (first.event().isEphemeral() || (!isOld(first) && !misses(first)));",
								"&& (first.event().isEphemeral() || !isOld(first));")),
				bug("before it is sent", "NONE",
						edit("Follower", "this.owner.events(merged);",
								"this.owner.events(merged);\nif (flush) { this.owner.flush(); }")),
				bug("and has room", "NONE",
						edit("HubConnection", "return isWritable() && (events == 1", "return (events == 1")),
				bug("and for all of them",
						"dev.realtime.hub.LaneTests#aPollIsGivenEventsOneByOneSinceItsAnswerIsBounded",
						edit("HubConnection", "&& (events == 1 || this.transport != Transport.LONG_POLL);", ";")),
				bug("and has them all then", "NONE",
						edit("Follower", "events.get(written.length - 1).event().position();",
								"events.get(0).event().position();")),
				bug("what was read is released", "NONE", edit("Replay", "\t\t\trelease();\n", "")),
				bug("what is held back is retained", "NONE",
						edit("Follower", "this.held.add(event.retain());", "this.held.add(event);")),
				bug("the last one unsubscribes", "NONE", edit("Hub",
						"if (!subscription.hasFailed()) {\n\t\t\t\t\tthis.bus.unsubscribe(topic);\n\t\t\t\t}", "")));
	}

	private static List<SeededBug> tail() {
		return List.of(
				bug("the tail answers only in its own epoch", "FLUSHES",
						edit("Tail", "return isCurrent(cursor) && cursor", "return cursor")),
				bug("not before its oldest frame", "NONE", edit("Tail", "cursor.offset() >= this.start && ", "")),
				bug("not beyond the last dispatched offset", "NONE",
						edit("Tail", " && cursor.offset() <= this.last;", ";")),
				bug("for a topic only from the top read since it was confirmed", "NONE",
						edit("TopicSubscription",
								"return this.coveredFrom != NONE && cursor.offset() >= this.coveredFrom;",
								"return this.coveredFrom != NONE;")),
				bug("not without that read", "NONE",
						edit("TopicSubscription", "return this.coveredFrom != NONE && cursor", "return cursor")),
				bug("an interruption ends coverage", "LOSSES",
						edit("Hub", "this.topics.values().forEach(TopicSubscription::uncover);", "")),
				bug("a read from before it proves nothing", step("aReadFromBeforeAnInterruptionProvesNothing"),
						edit("Hub", "if (begun == this.era && this", "if (this"),
						edit("TopicSubscription", " && top.offset() >= this.missed", "")),
				bug("a read of another epoch proves nothing", step("aReadOfAnEpochThatIsNotHereYetProvesNothing"),
						edit("Hub", "if (begun == this.era && this.tail.isCurrent(found.top())) {",
								"if (begun == this.era) {")),
				bug("a hole ends coverage", step("afterAHoleTheTailDoesNotAnswerForTheTopic"),
						edit("TopicSubscription", "if (prev > Math.max(this.seen, this.coveredFrom)) {",
								"if (false) {")),
				bug("what came before does not come again", "LOSSES",
						edit("TopicSubscription", "if (offset <= this.seen) {", "if (false) {"),
						edit("Hub", "if (position.offset() <= this.tail.last()) {", "if (false) {")),
				bug("not even after an interruption", "LOSSES",
						edit("Hub", "if (position.offset() <= this.tail.last()) {", "if (false) {")),
				bug("a read from before a hole proves nothing",
						"dev.realtime.hub.LateEventsTests#anAnswerFromBeforeAHoleProvesNothing",
						edit("TopicSubscription", " && top.offset() >= this.missed", "")),
				bug("what was overtaken does not turn it back",
						"dev.realtime.hub.LateEventsTests#whatARepairOvertookDoesNotTurnTheTailBack",
						edit("Hub", "if (position.offset() <= this.tail.last()) {", "if (false) {"),
						edit("Hub", " || !subscription.isConfirmed()", "")),
				bug("who resumes is judged by the retention",
						"dev.realtime.hub.HandOffTests" + "#whoResumesIsJudgedByTheRetentionWhoeverElseIsConnected",
						edit("Hub", "(resumes && !isRetained(cursor.getKey(), position))", "(resumes && false)")),
				bug("and by its age", "dev.realtime.hub.HandOffTests#whatIsTooOldForTheRetentionIsAskedOfTheLog",
						edit("Tail", " && age.compareTo(retention.maxAge()) < 0", "")),
				bug("who fell behind is not", "dev.realtime.hub.HandOffTests#whoMerelyFellBehindIsGivenWhatTheTailHas",
						edit("Hub", "(resumes && !isRetained(cursor.getKey(), position))",
								"!isRetained(cursor.getKey(), position)")),
				bug("a page of the tail is not everything", "NONE",
						edit("Tail", "through = new Position(top.epoch(), events.get(pageSize - 1).event().offset());",
								"through = top;")),
				bug("what it gives away is retained", "NONE",
						edit("Tail", "\t\tevents.forEach(EncodedEvent::retain);\n", "")),
				bug("in the order of the log", "NONE", edit("Tail", "events.sort(", "new ArrayList<>(events).sort(")));
	}

	private static List<SeededBug> verdicts() {
		return List.of(
				bug("the chain holds from the cursor on", "TRIMS",
						edit("SimLog", "if (event.prev() > reached) {",
								"if (event.prev() > reached && !missed.isEmpty()) {")),
				bug("the chain holds between events", "TRIMS",
						edit("SimLog", "if (event.prev() > reached) {",
								"if (event.prev() > reached && missed.isEmpty()) {")),
				bug("the chain holds up to the topic's last event", "TRIMS", edit("SimLog",
						"return (reached < this.state.tops.getOrDefault(topic, this.state.floor)) ? GapReason.TRIMMED : null;",
						"return null;")),
				bug("a topic that is not in the table had no event after the floor", "TRIMS",
						edit("SimLog", "this.state.tops.getOrDefault(topic, this.state.floor)) ?",
								"this.state.tops.getOrDefault(topic, 0L)) ?")),
				bug("prev of a forgotten topic is the floor", "TRIMS",
						edit("SimLog", "long prev = this.state.tops.getOrDefault(topic, this.state.floor);",
								"long prev = this.state.tops.getOrDefault(topic, 0L);")),
				bug("forgetting a topic raises the floor", "TRIMS",
						edit("SimLog", "this.state.floor = Math.max(this.state.floor, this.state.tops.remove(oldest));",
								"this.state.tops.remove(oldest);")),
				bug("a table that was lost raises the floor to the top", "TABLES",
						edit("SimLog", "this.state.floor = this.state.top;", "")),
				bug("an epoch that is not in the table is unknown", "FLUSHES",
						edit("SimLog", "return GapReason.UNKNOWN;", "end = this.state.top;")),
				bug("a cursor beyond the end of its epoch is forked", "ROLLBACKS",
						edit("SimLog", "return GapReason.FORKED;", "return null;")),
				bug("the table has the ends of epochs", "ROLLBACKS",
						edit("SimLog", "this.state.closed.put(this.state.epoch, this.state.top);",
								"this.state.closed.put(this.state.epoch, Long.MAX_VALUE);")),
				bug("missed events of all topics are merged", "NONE",
						edit("SimLog", ".sorted(Comparator.comparingLong(PublishedEvent::offset))",
								".sorted(Comparator.comparing(PublishedEvent::topic))")),
				bug("a page ends at its last event", "NONE",
						edit("SimLog", "through = events.get(events.size() - 1).position();", "")));
	}

	private static List<SeededBug> localLog() {
		return List.of(
				local("unknown", "PartitionReader", "if (!cursor.epoch().equals(this.top.epoch())) {", "if (false) {"),
				local("forked, never caught up", "PartitionReader", "else if (cursor.offset() > this.top.offset()) {",
						"else if (false) {"),
				local("the chain holds from the cursor on", "PartitionReader",
						" || log.event(first).prev() > cursor) {", ") {"),
				local("nothing left is not caught up", "PartitionReader", "if (log == null || first == log.size() ||",
						"if (log == null) {\nthis.gaps.put(topic, GapReason.TRIMMED);\n}\nelse if (first == log.size()) {\n}\nelse if ("),
				local("a forgotten topic is judged by the floor", "PartitionReader", ": this.partition.floor();",
						": 0;"),
				local("too many are a gap", "PartitionReader", "> request.limit()) {", "> Long.MAX_VALUE - 1) {"),
				local("all topics that missed any are", "PartitionReader", "this.missed.clear();", ""),
				local("merged in the order of the log", "PartitionReader", "Comparator.comparingLong(Missed::offset)",
						"Comparator.comparingLong((Missed missed) -> -missed.offset())"),
				local("a page ends at its last event", "PartitionReader", "if (!next.isEmpty()) {", "if (false) {"),
				local("prev of a forgotten topic is the floor", "Partition", "log.lastOffset() : this.floor;",
						"log.lastOffset() : 0;"),
				local("forgetting a topic raises the floor", "Partition", "this.floor = forgotten.lastOffset();", ""),
				local("what is not retained gets an offset", "TopicLog", "this.lastOffset = event.offset();",
						"if (retention.retains()) { this.lastOffset = event.offset(); }"),
				local("what is old is not read", "Partition", "\t\t\tlog.expire(now);\n\t\t}\n\t\treturn log;",
						"\t\t}\n\t\treturn log;"),
				local("nor what is too much", "TopicLog", "removeOldest(this.size - this.maxEvents);", ""));
	}

	private static SeededBug bug(String rule, String property, Edit... edits) {
		return new SeededBug(rule, property, List.of(edits));
	}

	private static SeededBug local(String rule, String type, String from, String to) {
		List<Edit> edits = new ArrayList<>();
		edits.add(new Edit("dev.realtime.local." + type, from, to));
		return new SeededBug(rule, LOG, edits);
	}

	/** One of {@link HandOffTests}, where a random history needs too much luck. */
	private static String step(String test) {
		return HandOffTests.class.getName() + "#" + test;
	}

	private static Edit edit(String type, String from, String to) {
		return new Edit("dev.realtime.hub." + type, from, to);
	}

}
