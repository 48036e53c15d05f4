package dev.realtime.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link RealtimeTestClient}. May be used for several clients; not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class RealtimeTestClientBuilder {

	private final URI base;

	private final List<String> topics = new ArrayList<>();

	private final List<Map.Entry<String, String>> headers = new ArrayList<>();

	private final List<Map.Entry<String, String>> query = new ArrayList<>();

	private Transport transport = Transport.SSE;

	private @Nullable String cursor;

	private boolean envelope = true;

	private Duration timeout = Duration.ofSeconds(5);

	private @Nullable HttpClient http;

	RealtimeTestClientBuilder(String url) {
		this.base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
	}

	/**
	 * Choose the transport; {@link Transport#SSE} if never called.
	 * @param transport the transport
	 * @return this builder
	 */
	public RealtimeTestClientBuilder transport(Transport transport) {
		this.transport = transport;
		return this;
	}

	/**
	 * Add topics to ask for.
	 * @param topics the topics, valid or not
	 * @return this builder
	 */
	public RealtimeTestClientBuilder topics(String... topics) {
		this.topics.addAll(Arrays.asList(topics));
		return this;
	}

	/**
	 * Set where to resume from; from now on if never called.
	 * @param cursor the cursor, or {@code null} for now
	 * @return this builder
	 */
	public RealtimeTestClientBuilder cursor(@Nullable String cursor) {
		this.cursor = cursor;
		return this;
	}

	/**
	 * Add a header to every request.
	 * @param name its name
	 * @param value its value
	 * @return this builder
	 */
	public RealtimeTestClientBuilder header(String name, String value) {
		this.headers.add(Map.entry(name, value));
		return this;
	}

	/**
	 * Add a query parameter to every request.
	 * @param name its name
	 * @param value its value, not encoded
	 * @return this builder
	 */
	public RealtimeTestClientBuilder query(String name, String value) {
		this.query.add(Map.entry(name, value));
		return this;
	}

	/**
	 * Ask for the plain format of SSE, whose events tell neither topic nor timestamp.
	 * @return this builder
	 */
	public RealtimeTestClientBuilder plain() {
		this.envelope = false;
		return this;
	}

	/**
	 * Set how long the client waits for what a test expects; five seconds if never
	 * called.
	 * @param timeout the longest wait
	 * @return this builder
	 */
	public RealtimeTestClientBuilder timeout(Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	/**
	 * Set what sends the requests, for cookies or TLS; one that all clients share if
	 * never called.
	 * @param http the JDK's client, which should speak HTTP/1.1
	 * @return this builder
	 */
	public RealtimeTestClientBuilder httpClient(HttpClient http) {
		this.http = http;
		return this;
	}

	/**
	 * Open a client's first stream, without waiting for the answer.
	 * @return the client
	 */
	public RealtimeTestClient connect() {
		List<Map.Entry<String, String>> parameters = new ArrayList<>(this.query);
		if (this.transport == Transport.SSE && this.envelope) {
			parameters.add(Map.entry("format", "envelope"));
		}
		HttpClient client = (this.http != null) ? this.http : Shared.HTTP;
		return new RealtimeTestClient(new ConnectRequest(client, this.base, this.transport, this.topics, this.cursor,
				this.headers, parameters), this.timeout);
	}

	/** Made on first use: an HTTP client costs two threads. */
	private static final class Shared {

		private static final AtomicInteger THREADS = new AtomicInteger();

		private static final HttpClient HTTP = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.executor(Executors.newFixedThreadPool(4, (task) -> {
				Thread thread = new Thread(task, "realtime-test-" + THREADS.incrementAndGet());
				thread.setDaemon(true);
				return thread;
			}))
			.build();

	}

}
