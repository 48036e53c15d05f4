package dev.realtime.sample;

/**
 * A long job, as it stands.
 *
 * @param id which job
 * @param title what it does
 * @param percent how much of that is done
 * @param state what it came to
 * @param node where it runs
 */
record Job(String id, String title, int percent, State state, String node) {

	Job at(int percent) {
		return new Job(this.id, this.title, percent, (percent < 100) ? State.RUNNING : State.DONE, this.node);
	}

	Job cancelled() {
		return new Job(this.id, this.title, this.percent, State.CANCELLED, this.node);
	}

	enum State {

		RUNNING, DONE, CANCELLED

	}

}
