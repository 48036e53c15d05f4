package dev.realtime.hub;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.codec.EncodedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What a follower gets when it reads, from the tail or from the log. Whoever is given a
 * replay owns one reference to each of its events.
 *
 * @param top the last position given out when it was read
 * @param through up to where, with the events, everything was read
 * @param events what was missed, in the order of the log
 * @param gaps the topics of which something was missed that is not among the events
 */
record Replay(Position top, Position through, List<EncodedEvent> events, Map<String, GapReason> gaps) {

	private static final Log logger = LogFactory.getLog(Replay.class);

	boolean hasMore() {
		return !this.through.equals(this.top);
	}

	/**
	 * Give it to whoever asked, and let go of it.
	 * @param result takes it
	 * @param failure told if it could not
	 */
	void giveTo(Consumer<Replay> result, Consumer<Throwable> failure) {
		try {
			result.accept(this);
		}
		catch (RuntimeException | Error ex) {
			logger.error("What a connection missed could not be given", ex);
			failure.accept(ex);
		}
		finally {
			release();
		}
	}

	void release() {
		this.events.forEach(EncodedEvent::release);
	}

}
