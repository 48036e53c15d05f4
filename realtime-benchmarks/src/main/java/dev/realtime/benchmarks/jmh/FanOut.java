package dev.realtime.benchmarks.jmh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.realtime.RealtimeObserver;
import dev.realtime.actuate.MicrometerRealtimeObserver;
import dev.realtime.bus.Publication;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.hub.Hub;
import dev.realtime.hub.HubSettings;
import dev.realtime.hub.Lane;
import dev.realtime.hub.Tracing;
import dev.realtime.local.LocalBus;
import dev.realtime.local.LocalBusSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the engine through the hub and one lane to 1,000 connections that write nowhere,
 * per delivery. The lane has a thread of its own, as an event loop would be.
 */
public class FanOut extends HotPath {

	private static final int CONNECTIONS = 1000;

	private static final int BURST = 100;

	private static final long TAIL_SIZE = 16 * 1024 * 1024;

	private static final Duration HEARTBEAT = Duration.ofSeconds(15);

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final HubSettings SETTINGS = new HubSettings(HEARTBEAT, HEARTBEAT, TIMEOUT, TIMEOUT, Duration.ZERO,
			TAIL_SIZE, 256, 1000, 500);

	private final RealtimeBus bus = new LocalBus(LocalBusSettings.DEFAULTS);

	private final Publication publication = Samples.publication(Samples.TOPIC, Samples.payload(150));

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final Deliveries deliveries = new Deliveries();

	/** Whether what happens is counted, in a registry that Prometheus could scrape. */
	@Param({ "false", "true" })
	private boolean meters;

	/**
	 * Let the connections subscribe.
	 * @throws InterruptedException if it is interrupted
	 */
	@Setup(Level.Trial)
	public void connect() throws InterruptedException {
		Hub hub = new Hub(this.bus, SETTINGS, (topic) -> Samples.RETENTION, new HeapFrameAllocator(),
				this.meters ? new MicrometerRealtimeObserver(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
						: RealtimeObserver.NOOP,
				Tracing.NONE);
		Lane lane = hub.lane(this.executor);
		CountDownLatch subscribed = new CountDownLatch(CONNECTIONS);
		lane.execute(() -> {
			for (int i = 0; i < CONNECTIONS; i++) {
				new NoopConnection(i, this.deliveries).subscribe(lane, subscribed);
			}
		});
		if (!subscribed.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("Not all connections were subscribed");
		}
	}

	/**
	 * End the lane.
	 */
	@TearDown(Level.Trial)
	public void disconnect() {
		this.executor.shutdownNow();
	}

	/**
	 * One event, and the next one when it has reached all.
	 * @throws InterruptedException if it is interrupted
	 */
	@Benchmark
	@OperationsPerInvocation(CONNECTIONS)
	public void one() throws InterruptedException {
		publish(1);
	}

	/**
	 * One hundred events at once.
	 * @throws InterruptedException if it is interrupted
	 */
	@Benchmark
	@OperationsPerInvocation(BURST * CONNECTIONS)
	public void burst() throws InterruptedException {
		publish(BURST);
	}

	private void publish(int events) throws InterruptedException {
		this.deliveries.expect(events * CONNECTIONS);
		for (int i = 0; i < events; i++) {
			this.bus.publish(this.publication).block();
		}
		this.deliveries.await();
	}

}
