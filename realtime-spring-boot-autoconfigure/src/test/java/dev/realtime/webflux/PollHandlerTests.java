package dev.realtime.webflux;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.CloseReason;
import dev.realtime.connection.Drain;
import dev.realtime.connection.RegisteredConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * As what polls count, however they end.
 */
class PollHandlerTests {

	private final EdgeServer edge = new EdgeServer();

	private final MockServerHttpResponse response = new MockServerHttpResponse();

	@AfterEach
	void close() {
		this.edge.lanes.close();
		this.edge.hub.close();
	}

	@Test
	void whenTheClientLeavesWhileItWaitsThenItsPollIsClosed() {
		Disposable poll = waiting();
		poll.dispose();
		assertEnded(CloseReason.CLIENT_GONE, "closed");
	}

	@Test
	void whenTheClientLeavesWhileItIsAnsweredThenItsPollIsWhatTheAnswerIs() {
		this.response.setWriteHandler((parts) -> Mono.never());
		Disposable poll = poll("");
		await().until(() -> !this.edge.observed.polls.isEmpty());
		poll.dispose();
		assertEnded(CloseReason.ANSWERED, "empty");
	}

	@Test
	void whenTheResponseIsCompleteThenItsPlaceIsFreeForTheNextPoll() {
		List<Integer> taken = new CopyOnWriteArrayList<>();
		this.edge.handler.handle(MockServerHttpRequest.get("/realtime/poll?topic=public.a").build(), this.response)
			.doOnTerminate(() -> taken.add(this.edge.registry.size()))
			.block(Duration.ofSeconds(10));
		assertThat(taken).containsExactly(0);
	}

	@Test
	void whenTheApplicationClosesAPollThenItIsRefusedAndClosed() {
		Disposable poll = waiting();
		connection().close(CloseReason.CLOSED_BY_APP, -1);
		await().until(poll::isDisposed);
		assertThat(this.response.getStatusCode().value()).isEqualTo(CloseReason.CLOSED_BY_APP.status());
		assertEnded(CloseReason.CLOSED_BY_APP, "closed");
	}

	@Test
	void whenTheNodeDrainsThenTheNextPollIsNotToMeetThisConnection() {
		Disposable poll = waiting();
		Disposable drain = new Drain(this.edge.registry, Duration.ZERO, Schedulers.parallel(), new Random()).drain()
			.subscribe();
		await().until(() -> poll.isDisposed() && drain.isDisposed());
		assertThat(this.response.getStatusCode().value()).isEqualTo(200);
		assertThat(this.response.getHeaders().getConnection()).containsExactly("close");
		assertEnded(CloseReason.DRAINING, "empty");
	}

	private Disposable waiting() {
		MockServerHttpResponse first = new MockServerHttpResponse();
		this.edge.handler.handle(MockServerHttpRequest.get("/realtime/poll?topic=public.a").build(), first)
			.block(Duration.ofSeconds(10));
		String cursor = first.getBodyAsString().block().split("\"cursor\":\"")[1].split("\"")[0];
		await().until(() -> this.edge.observed.closed.size() == 1);
		this.edge.observed.polls.clear();
		this.edge.observed.closed.clear();
		this.edge.observed.opened.clear();
		Disposable poll = poll("&since=" + cursor);
		await().until(() -> !this.edge.observed.opened.isEmpty());
		return poll;
	}

	private Disposable poll(String query) {
		return this.edge.handler
			.handle(MockServerHttpRequest.get("/realtime/poll?topic=public.a" + query).build(), this.response)
			.subscribe();
	}

	private RegisteredConnection connection() {
		return this.edge.registry.connected().iterator().next();
	}

	private void assertEnded(CloseReason reason, String outcome) {
		await().until(() -> this.edge.registry.size() == 0);
		this.edge.settle();
		assertThat(this.edge.observed.closed).containsExactly(reason);
		assertThat(this.edge.observed.polls).containsExactly(outcome);
		assertThat(this.edge.observed.opened).hasSize(1);
	}

}
