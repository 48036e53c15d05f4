package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

class ResponseGuardTests {

	private final ResponseGuard guard = new ResponseGuard();

	@Test
	void whenAThreadIsInThenTheEndWaitsForItAndLetsNobodyElseIn() throws Exception {
		CountDownLatch in = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> this.guard.run(() -> {
			in.countDown();
			await(leave);
		}));
		await(in);
		Thread container = new Thread(this.guard::end);
		container.start();
		container.join(Duration.ofMillis(100).toMillis());
		assertThat(container.isAlive()).isTrue();
		assertThat(this.guard.run(() -> {
			throw new AssertionError("somebody got in");
		})).isFalse();
		leave.countDown();
		writer.get(5, TimeUnit.SECONDS);
		container.join(Duration.ofSeconds(5).toMillis());
		assertThat(container.isAlive()).isFalse();
	}

	@Test
	void whenTheThreadThatIsInEndsItThenItDoesNotWaitForItself() {
		assertThat(this.guard.run(this.guard::end)).isTrue();
		assertThat(this.guard.run(() -> {
		})).isFalse();
	}

	@Test
	void whenEndedThenTheServerHearsNothingAndTheSourceIsCancelled() {
		TestPublisher<String> source = TestPublisher.create();
		StepVerifier.create(this.guard.body(source))
			.then(() -> source.next("before"))
			.expectNext("before")
			.then(this.guard::end)
			.then(() -> source.next("after"))
			.expectNoEvent(Duration.ofMillis(50))
			.thenCancel()
			.verify(Duration.ofSeconds(5));
		source.assertCancelled();
	}

	@Test
	void whenTheServerThrowsThenOnlyThisSourceIsCancelled() {
		TestPublisher<String> source = TestPublisher.create();
		this.guard.body(source).subscribe(new Subscriber<String>() {

			@Override
			public void onSubscribe(Subscription subscription) {
				subscription.request(1);
			}

			@Override
			public void onNext(String value) {
				throw new IllegalStateException("recycled");
			}

			@Override
			public void onError(Throwable error) {
				throw new AssertionError(error);
			}

			@Override
			public void onComplete() {
				throw new AssertionError("completed");
			}

		});
		source.next("event");
		source.assertCancelled();
	}

	@Test
	void whenNothingIsWrittenYetThenStatusAndHeadersDoNotReachTheServer() {
		MockServerHttpResponse server = new MockServerHttpResponse();
		GuardedResponse response = new GuardedResponse(server, this.guard);
		response.setStatusCode(HttpStatus.ACCEPTED);
		response.getHeaders().set("X-Test", "1");
		assertThat(server.getStatusCode()).isNull();
		assertThat(server.getHeaders().isEmpty()).isTrue();
		Publisher<DataBuffer> body = Mono
			.just(DefaultDataBufferFactory.sharedInstance.wrap("hello".getBytes(StandardCharsets.UTF_8)));
		response.writeAndFlushWith(Flux.just(body)).block(Duration.ofSeconds(5));
		assertThat(server.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
		assertThat(server.getHeaders().getFirst("X-Test")).isEqualTo("1");
		assertThat(server.getBodyAsString().block(Duration.ofSeconds(5))).isEqualTo("hello");
	}

	@Test
	void whenEndedBeforeAnythingIsWrittenThenTheServerIsNotTouched() {
		MockServerHttpResponse server = new MockServerHttpResponse();
		GuardedResponse response = new GuardedResponse(server, this.guard);
		response.getHeaders().set("X-Test", "1");
		this.guard.end();
		StepVerifier.create(response.setComplete())
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(50))
			.thenCancel()
			.verify(Duration.ofSeconds(5));
		assertThat(server.isCommitted()).isFalse();
		assertThat(server.getHeaders().isEmpty()).isTrue();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
