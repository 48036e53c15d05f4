package dev.realtime.webflux;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import dev.realtime.connection.ConnectionListener;

/**
 * Remembers what it was told.
 */
final class Observed implements RealtimeObserver, ConnectionListener {

	final List<Transport> opened = new CopyOnWriteArrayList<>();

	final List<Boolean> resumed = new CopyOnWriteArrayList<>();

	final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	final List<CloseReason> rejected = new CopyOnWriteArrayList<>();

	final List<String> polls = new CopyOnWriteArrayList<>();

	final List<String> heard = new CopyOnWriteArrayList<>();

	@Override
	public void connectionOpened(Transport transport, boolean resumed) {
		this.resumed.add(resumed);
		this.opened.add(transport);
	}

	@Override
	public void connectionClosed(Transport transport, CloseReason reason, Duration lifetime) {
		this.closed.add(reason);
	}

	@Override
	public void connectionRejected(CloseReason reason) {
		this.rejected.add(reason);
	}

	@Override
	public void pollAnswered(String outcome, Duration duration) {
		this.polls.add(outcome);
	}

	@Override
	public void opened(RealtimeConnection connection) {
		this.heard.add("opened");
	}

	@Override
	public void subscribed(RealtimeConnection connection, String topic) {
		this.heard.add("subscribed " + topic);
	}

	@Override
	public void closed(RealtimeConnection connection, CloseReason reason) {
		this.heard.add("closed " + reason);
	}

}
