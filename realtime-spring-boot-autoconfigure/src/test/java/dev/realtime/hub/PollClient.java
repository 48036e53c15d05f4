package dev.realtime.hub;

import java.util.ArrayList;
import java.util.List;

import dev.realtime.Position;
import dev.realtime.Transport;
import dev.realtime.hub.SimFrame.Kind;

/**
 * Takes what there is in one response, with the cursor of that moment, and comes back.
 */
final class PollClient extends SseClient {

	PollClient(SimWorld world, SimLog log, List<Lane> lanes, int number) {
		super(world, log, lanes, Transport.LONG_POLL, number);
	}

	@Override
	boolean take() {
		if (isConnected() && (this.connection.isClosed() || !this.connection.isAnswered())) {
			return super.take();
		}
		return isConnected() && this.connection.hasContent() && respond();
	}

	/** The timeout of a poll may end at any time. */
	@Override
	void act() {
		if (isConnected() && !this.connection.isClosed()) {
			respond();
		}
	}

	private boolean respond() {
		SimConnection answering = this.connection;
		answering.inLane(() -> {
			HubConnection hub = answering.hub();
			if (answering == this.connection && hub != null && answering.isAnswered()) {
				Position position = hub.position();
				List<SimFrame> response = new ArrayList<>();
				answering.flush();
				for (SimFrame out = answering.take(); out != null; out = answering.take()) {
					response.add(out);
				}
				answering.cut();
				this.connection = null;
				if (this.world.chance(4)) {
					this.world.tell(this.name, "never gets its response");
				}
				else {
					response.forEach(this::handle);
					this.world.tell(this.name, "continues at", position);
					super.checkpoint(position);
				}
			}
		});
		return true;
	}

	/** It is always waiting for its next response. */
	@Override
	void checkAtRest() {
		if (isConnected() && !this.connection.isAnswered()) {
			throw new AssertionError(this.name + " was not answered");
		}
		this.asked.clear();
		super.checkAtRest();
	}

	/** Only the response as a whole has a cursor. */
	@Override
	void checkpoint(Position position) {
	}

	@Override
	void handle(SimFrame out) {
		if (out.kind == Kind.EVENT) {
			this.world.tell("    ", this.name, "takes", out);
			this.watches.get(out.topic).event(out.position);
		}
		else {
			super.handle(out);
		}
	}

}
