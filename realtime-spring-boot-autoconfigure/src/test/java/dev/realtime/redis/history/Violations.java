package dev.realtime.redis.history;

import java.util.ArrayList;
import java.util.List;

/**
 * The broken promises that were found, in words.
 */
final class Violations {

	private static final int SHOWN = 15;

	private final List<String> all = new ArrayList<>();

	void add(String violation) {
		this.all.add(violation);
	}

	boolean isEmpty() {
		return this.all.isEmpty();
	}

	List<String> all() {
		return this.all;
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder().append(this.all.size()).append(" broken promises:");
		this.all.stream().limit(SHOWN).forEach((violation) -> text.append("\n- ").append(violation));
		if (this.all.size() > SHOWN) {
			text.append("\n- and ").append(this.all.size() - SHOWN).append(" more");
		}
		return text.toString();
	}

}
