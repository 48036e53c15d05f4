package dev.realtime.message;

import java.util.ArrayDeque;
import java.util.Queue;

import dev.realtime.CloseReason;
import dev.realtime.hub.HubConnection;
import dev.realtime.hub.Lane;
import dev.realtime.security.RateLimiter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/**
 * The messages of one WebSocket: handled one after the other, each answered before the
 * next is begun, so their order holds whatever takes long. Begins after the client was
 * told that it is ready. In lane only.
 */
public final class WebSocketMessages {

	private static final int MAX_RATE_LIMITED = 100;

	private static final int MAX_BAD_MESSAGES = 10;

	private final MessageHandlers handlers;

	private final SubscriptionMessages subscriptions;

	private final Lane lane;

	private final HubConnection connection;

	private final MessageOutput output;

	private final RateLimiter limiter;

	private final Queue<String> waiting = new ArrayDeque<>(0);

	private Thread laneThread = Thread.currentThread();

	private @Nullable Exchange current;

	private boolean advancing;

	private boolean paused;

	private boolean stopped;

	private int rateLimited;

	private int badMessages;

	/**
	 * Create it, in lane.
	 * @param handlers what messages mean
	 * @param connection the hub's side of the connection
	 * @param lane the connection's lane
	 * @param output where answers go, and who sends the messages
	 */
	public WebSocketMessages(MessageHandlers handlers, HubConnection connection, Lane lane, MessageOutput output) {
		this.handlers = handlers;
		this.subscriptions = new SubscriptionMessages(handlers, connection, this::inLane, output);
		this.lane = lane;
		this.connection = connection;
		this.output = output;
		this.limiter = handlers.newRateLimiter();
	}

	/**
	 * Take a message from the client.
	 * @param text one text frame
	 * @return {@code false} if as many messages as allowed wait for their answer: do not
	 * read on before {@link MessageOutput#ready()}
	 * @throws IllegalStateException if called nevertheless
	 */
	public boolean receive(String text) {
		if (this.stopped) {
			return true;
		}
		if (inFlight() >= this.handlers.settings().maxInFlight()) {
			throw new IllegalStateException("Too many messages in flight: wait for ready()");
		}
		this.laneThread = Thread.currentThread();
		this.waiting.add(text);
		this.paused = false;
		advance();
		this.paused = inFlight() >= this.handlers.settings().maxInFlight();
		return !this.paused;
	}

	/**
	 * The connection has ended: forget the messages that wait. The one in progress is
	 * finished, so that what a client published before it left is not lost halfway, but
	 * nobody hears of it. Idempotent.
	 */
	public void stop() {
		this.stopped = true;
		this.waiting.clear();
	}

	private int inFlight() {
		return this.waiting.size() + ((this.current != null) ? 1 : 0);
	}

	private void advance() {
		if (this.advancing) {
			return;
		}
		this.advancing = true;
		try {
			while (this.current == null && !this.waiting.isEmpty()) {
				String text = this.waiting.remove();
				this.current = new Exchange();
				this.handlers.answer(() -> this.handlers.parser().parse(text), this.limiter, this::handle)
					.subscribe(this.current);
			}
		}
		finally {
			this.advancing = false;
		}
		if (this.paused && inFlight() < this.handlers.settings().maxInFlight()) {
			this.paused = false;
			this.output.ready();
		}
	}

	private Mono<Object> handle(ClientMessage message) {
		return switch (message.type()) {
			case "rt.subscribe" -> this.subscriptions.subscribe(message);
			case "rt.unsubscribe" -> Mono.just(this.subscriptions.unsubscribe(message));
			case "rt.authenticate" -> authenticate(message);
			default -> this.handlers.handle(Sender.of(this.connection), message);
		};
	}

	/**
	 * The next message is not begun before this one is answered, and has the new rights.
	 */
	private Mono<Object> authenticate(ClientMessage message) {
		return this.handlers.authenticate(this.output.info().user(), message)
			.flatMap((user) -> Mono.create((sink) -> inLane(() -> {
				this.output.authenticated(user);
				sink.success();
			})));
	}

	private void inLane(Runnable task) {
		if (Thread.currentThread() == this.laneThread) {
			task.run();
		}
		else {
			this.lane.execute(task);
		}
	}

	private void settle(Answer answer) {
		this.current = null;
		if (this.stopped) {
			return;
		}
		byte[] frame = answer.frame();
		if (frame != null) {
			this.output.reply(frame);
		}
		count(answer);
		if (!this.advancing) {
			// Not from here: the hub may be in the middle of a subscribe, and what it
			// replays belongs right after the answer.
			this.lane.execute(this::advance);
		}
	}

	/**
	 * What is no message says nothing of the rate, and what is over the rate was a
	 * message nevertheless: each row is only broken by its own kind of success.
	 */
	private void count(Answer answer) {
		if (answer.is(ErrorCode.BAD_MESSAGE)) {
			this.badMessages++;
		}
		else {
			this.badMessages = 0;
			this.rateLimited = answer.is(ErrorCode.RATE_LIMITED) ? this.rateLimited + 1 : 0;
		}
		if (this.badMessages >= MAX_BAD_MESSAGES) {
			close(CloseReason.PROTOCOL_ERROR);
		}
		else if (this.rateLimited >= MAX_RATE_LIMITED) {
			close(CloseReason.RATE_LIMITED);
		}
	}

	private void close(CloseReason reason) {
		stop();
		this.output.close(reason);
	}

	/** One message and its answer. */
	private final class Exchange extends BaseSubscriber<Answer> {

		@Override
		protected void hookOnNext(Answer answer) {
			inLane(() -> settle(answer));
		}

		@Override
		protected void hookOnError(Throwable error) {
			inLane(() -> settle(Answer.error(null, MessageRefusedException.of(error))));
		}

	}

}
