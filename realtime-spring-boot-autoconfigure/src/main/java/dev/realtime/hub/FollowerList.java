package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Who follows a topic in one lane. While an event is being offered, which may take
 * several runs, those who leave only clear their place, so that nobody is skipped or
 * served twice.
 */
final class FollowerList {

	private final List<@Nullable Follower> places = new ArrayList<>(2);

	private final String topic;

	private int followers;

	private boolean offering;

	FollowerList(String topic) {
		this.topic = topic;
	}

	String topic() {
		return this.topic;
	}

	boolean isEmpty() {
		return this.followers == 0;
	}

	int places() {
		return this.places.size();
	}

	@Nullable Follower get(int place) {
		return this.places.get(place);
	}

	void add(Follower follower) {
		this.places.add(follower);
		this.followers++;
	}

	void remove(Follower follower) {
		int place = this.places.indexOf(follower);
		if (place >= 0) {
			this.places.set(place, null);
			this.followers--;
			compact();
		}
	}

	void replace(Follower follower, Follower successor) {
		this.places.set(this.places.indexOf(follower), successor);
	}

	void offering(boolean offering) {
		this.offering = offering;
		compact();
	}

	private void compact() {
		if (!this.offering && this.followers < this.places.size()) {
			this.places.removeIf(Objects::isNull);
		}
	}

}
