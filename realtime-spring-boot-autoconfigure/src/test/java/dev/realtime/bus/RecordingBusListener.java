package dev.realtime.bus;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;

/**
 * Remembers what a bus said, and whether it ever spoke twice at a time.
 */
public class RecordingBusListener implements BusListener {

	private final List<Object> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger inside = new AtomicInteger();

	private volatile boolean overlapped;

	@Override
	public void onEvent(PublishedEvent event) {
		record(event);
	}

	@Override
	public void onCheckpoint(Position position) {
		record(position);
	}

	@Override
	public void onInterrupted() {
		record("interrupted");
	}

	private void record(Object call) {
		if (this.inside.incrementAndGet() != 1) {
			this.overlapped = true;
		}
		this.calls.add(call);
		this.inside.decrementAndGet();
	}

	/**
	 * Everything that was said, in order: events, checkpoints and the word "interrupted".
	 * @return the calls so far
	 */
	public List<Object> calls() {
		return List.copyOf(this.calls);
	}

	public List<PublishedEvent> events() {
		return this.calls.stream().filter(PublishedEvent.class::isInstance).map(PublishedEvent.class::cast).toList();
	}

	public List<Position> checkpoints() {
		return this.calls.stream().filter(Position.class::isInstance).map(Position.class::cast).toList();
	}

	public boolean overlapped() {
		return this.overlapped;
	}

}
