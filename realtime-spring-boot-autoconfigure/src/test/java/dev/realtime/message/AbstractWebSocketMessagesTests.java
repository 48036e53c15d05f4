package dev.realtime.message;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.bus.Retention;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.connection.Subscribed;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubConnection;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.Lane;
import dev.realtime.hub.SubscribeListener;
import dev.realtime.hub.Tracing;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A connection to a hub over a local bus, with one thread for its lane.
 */
abstract class AbstractWebSocketMessagesTests {

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	final RecordingConnection connection = new RecordingConnection();

	MessageFixture fixture = new MessageFixture();

	private Lane lane;

	HubConnection hubConnection;

	WebSocketMessages messages;

	@AfterEach
	void end() {
		this.executor.shutdownNow();
	}

	void open() throws Exception {
		HubSettings settings = new HubSettings(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1),
				Duration.ofMinutes(1), Duration.ZERO, 1_000_000, 1000, 100, 10);
		Hub hub = new Hub(this.fixture.bus, settings, (topic) -> new Retention(100, Duration.ofMinutes(1)),
				new HeapFrameAllocator(), RealtimeObserver.NOOP, Tracing.NONE);
		this.lane = hub.lane(this.executor);
		CountDownLatch opened = new CountDownLatch(1);
		onLane(() -> {
			this.connection.laneThread = Thread.currentThread();
			this.hubConnection = this.lane.add(this.connection);
			this.messages = new WebSocketMessages(this.fixture.handlers, this.hubConnection, this.lane,
					this.connection);
			this.hubConnection.subscribe(List.of(), null, new SubscribeListener() {

				@Override
				public void subscribed(Subscribed answer) {
					opened.countDown();
				}

				@Override
				public void failed(Throwable error) {
				}

			});
			return null;
		});
		assertThat(opened.await(5, TimeUnit.SECONDS)).isTrue();
	}

	boolean receive(String text) throws Exception {
		return inLane(() -> this.messages.receive(text));
	}

	void receive(String text, int times) throws Exception {
		for (int i = 0; i < times; i++) {
			receive(text);
		}
	}

	<T> T inLane(Callable<T> task) throws Exception {
		T result = onLane(task);
		// What the task handed to the lane runs before what is handed to it now.
		onLane(() -> null);
		return result;
	}

	<T> T onLane(Callable<T> task) throws Exception {
		try {
			return this.executor.submit(task).get(5, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	void awaitFrames(int count) {
		await().until(() -> this.connection.frames.size() >= count);
		assertThat(this.connection.frames).hasSize(count);
	}

	List<String> replies() {
		return this.connection.frames.stream().filter((frame) -> frame.startsWith("{")).toList();
	}

	void assertError(int reply, String id, String code, boolean temporary) {
		String start = "{\"type\":\"rt.error\"," + ((id != null) ? "\"id\":\"" + id + "\"," : "")
				+ "\"payload\":{\"code\":\"" + code + "\",\"message\":\"";
		assertThat(replies().get(reply)).startsWith(start).endsWith("\",\"temporary\":" + temporary + "}}");
	}

	static String subscribe(String id, Position since, String... topics) {
		String cursor = (since != null) ? ",\"since\":\"" + since + '"' : "";
		return MessageFixture.message("rt.subscribe", id,
				"{\"topics\":[\"" + String.join("\",\"", topics) + "\"]" + cursor + "}");
	}

}
