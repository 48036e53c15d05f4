package dev.realtime.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.awaitility.Awaitility;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Very many clients of one address, on few threads: of twenty, nine have a stream of
 * server-sent events, ten a WebSocket, and one polls. All follow {@value #TOPIC}, whose
 * events are numbered from 1.
 */
final class Crowd implements AutoCloseable {

	static final String TOPIC = "orders.1";

	private static final int THREADS = 2;

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	/** How many may connect together, in handshakes of TLS. */
	private static final int AT_ONCE = 50;

	private static final Duration HANDSHAKE = Duration.ofMinutes(1);

	private final Tally tally = new Tally();

	private final SslContext tls = TlsFixture.nettyClient();

	private final ChannelGroup sockets = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

	private final ConnectionProvider polls;

	private final LoopResources loops = LoopResources.create("crowd", THREADS, true);

	private final Scheduler scheduler = Schedulers.newParallel("crowd-timer", 1, true);

	private final List<CrowdClient> clients;

	/**
	 * Connect.
	 * @param url where the endpoints are
	 * @param size how many clients
	 */
	Crowd(String url, int size) {
		this.polls = ConnectionProvider.create("crowd", size);
		HttpClient streaming = client(HttpClient.newConnection());
		HttpClient polling = client(HttpClient.create(this.polls));
		this.clients = IntStream.range(0, size).mapToObj((i) -> switch (i % 20) {
			case 0 -> new CrowdClient.Poll(polling, url, this.tally, this.scheduler);
			case 2, 4, 6, 8, 10, 12, 14, 16, 18 -> new CrowdClient.Sse(streaming, url, this.tally, this.scheduler);
			default -> new CrowdClient.WebSocket(streaming, url, this.tally, this.scheduler);
		}).toList();
		for (int from = 0; from < size; from += AT_ONCE) {
			List<CrowdClient> some = this.clients.subList(from, Math.min(size, from + AT_ONCE));
			some.forEach(CrowdClient::connect);
			await(some, CrowdClient::isOpen);
		}
	}

	private HttpClient client(HttpClient plain) {
		return plain.runOn(this.loops)
			.secure((spec) -> spec.sslContext(this.tls).handshakeTimeout(HANDSHAKE))
			.doOnChannelInit((observer, channel, address) -> this.sockets.add(channel));
	}

	Tally tally() {
		return this.tally;
	}

	void awaitOpen() {
		await(this.clients, CrowdClient::isOpen);
	}

	/**
	 * Wait until all have an event, or were told that it is gone.
	 * @param number the event's number
	 */
	void awaitEvent(long number) {
		await(this.clients, (client) -> client.last() >= number);
	}

	private void await(List<CrowdClient> some, Predicate<CrowdClient> condition) {
		Awaitility.await()
			.pollInterval(50, TimeUnit.MILLISECONDS)
			.atMost(TIMEOUT)
			.untilAsserted(
					() -> assertThat(some.stream().filter(condition.negate())).as(this.tally::toString).isEmpty());
	}

	@Override
	public void close() {
		this.clients.forEach(CrowdClient::close);
		this.scheduler.dispose();
		// While somebody is there to release what is still read from them.
		this.sockets.close().awaitUninterruptibly();
		this.polls.dispose();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
	}

}
