package dev.realtime.local;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * The positions of events that were published under an idempotency key, for a while. Not
 * thread-safe.
 */
final class Receipts {

	/** In the order of publishing, so the first expires first. */
	private final Map<String, Receipt> receipts = new LinkedHashMap<>();

	private final long window;

	private final int maxKeys;

	Receipts(LocalBusSettings settings) {
		this.window = Millis.of(settings.idempotencyWindow());
		this.maxKeys = settings.idempotencyMaxKeys();
	}

	/**
	 * Drop what has expired; every key costs this once.
	 * @param now the time in milliseconds
	 */
	void expire(long now) {
		Iterator<Receipt> oldestFirst = this.receipts.values().iterator();
		while (oldestFirst.hasNext() && now - oldestFirst.next().publishedAt() >= this.window) {
			oldestFirst.remove();
		}
	}

	@Nullable Position find(String key) {
		Receipt receipt = this.receipts.get(key);
		return (receipt != null) ? receipt.position() : null;
	}

	void add(String key, Position position, long now) {
		this.receipts.put(key, new Receipt(position, now));
		if (this.receipts.size() > this.maxKeys) {
			Iterator<Receipt> oldestFirst = this.receipts.values().iterator();
			oldestFirst.next();
			oldestFirst.remove();
		}
	}

	int size() {
		return this.receipts.size();
	}

	private record Receipt(Position position, long publishedAt) {

	}

}
