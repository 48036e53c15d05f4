package dev.realtime.redis.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/**
 * What one logical client was told over all its connections, in the order in which it
 * came. Ids are texts as on the wire. Thread-safe, but only one thread at a time can know
 * the order.
 */
public final class ClientHistory {

	private final HistoryChecker history;

	private final String name;

	private final List<Step> steps = new ArrayList<>();

	ClientHistory(HistoryChecker history, String name) {
		this.history = history;
		this.name = name;
	}

	/**
	 * A new connection begins; one that was open has ended.
	 */
	public void connected() {
		add(Step.Connected::new);
	}

	/**
	 * The connection has ended: nothing can be expected to arrive.
	 */
	public void disconnected() {
		add(Step.Disconnected::new);
	}

	/**
	 * The opening of a stream, or the answer to a later subscribe. What is subscribed
	 * together comes in one order.
	 * @param since the cursor that the client sent, well-formed or not, or {@code null}
	 * @param verdicts what the client was told of each topic
	 * @param id the cursor that it was given, or {@code null}
	 */
	public void subscribed(@Nullable String since, Map<String, Verdict> verdicts, @Nullable String id) {
		Map<String, Verdict> copy = new LinkedHashMap<>(verdicts);
		add((number) -> new Step.Subscribed(number, since, copy, id));
	}

	public void unsubscribed(String topic) {
		add((number) -> new Step.Unsubscribed(number, topic));
	}

	/**
	 * An event was delivered.
	 * @param topic its topic
	 * @param type its type
	 * @param payload its payload, as it was given to {@link HistoryChecker#publish}
	 * @param id its position, or {@code null} if it is ephemeral
	 */
	public void event(String topic, String type, String payload, @Nullable String id) {
		Content content = new Content(topic, type, payload);
		add((number) -> new Step.Event(number, content, id));
	}

	/**
	 * A gap was told after the opening.
	 * @param topic the topic
	 * @param reason the reason
	 * @param id the position that came with it, or {@code null}
	 */
	public void gap(String topic, String reason, @Nullable String id) {
		add((number) -> new Step.Gap(number, topic, reason, id));
	}

	/**
	 * A checkpoint: everything up to here was given.
	 * @param id the position
	 */
	public void checkpoint(String id) {
		add((number) -> new Step.Checkpoint(number, id));
	}

	String name() {
		return this.name;
	}

	List<Step> steps() {
		return this.steps;
	}

	private void add(LongFunction<Step> step) {
		this.history.record((number) -> this.steps.add(step.apply(number)));
	}

}
