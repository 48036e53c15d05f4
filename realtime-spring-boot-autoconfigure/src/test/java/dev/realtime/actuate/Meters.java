package dev.realtime.actuate;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import dev.realtime.RealtimeObserver;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * The meters as a test of what they count sees them, by their constants.
 */
public final class Meters {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final RealtimeObserver observer = new MicrometerRealtimeObserver(this.registry);

	/**
	 * What counts.
	 */
	public RealtimeObserver observer() {
		return this.observer;
	}

	/**
	 * Add gauges.
	 */
	public Meters with(MeterBinder binder) {
		binder.bindTo(this.registry);
		return this;
	}

	/**
	 * The value of a counter or a gauge, or how often a timer or a summary was told.
	 * @param meter which
	 * @param tags keys and values
	 * @return the value, or the sum of all that have these tags
	 */
	public double value(RealtimeMeters meter, String... tags) {
		return statistic(meter, Statistic.COUNT, tags) + statistic(meter, Statistic.VALUE, tags);
	}

	/**
	 * The sum of what a timer, in seconds, or a summary was told.
	 */
	public double total(RealtimeMeters meter, String... tags) {
		return statistic(meter, Statistic.TOTAL_TIME, tags) + statistic(meter, Statistic.TOTAL, tags);
	}

	/**
	 * The values that a tag of a meter has.
	 */
	public List<String> values(RealtimeMeters meter, String key) {
		return this.registry.get(meter.getName()).meters().stream().map((found) -> found.getId().getTag(key)).toList();
	}

	private double statistic(RealtimeMeters meter, Statistic statistic, String... tags) {
		return this.registry.get(meter.getName())
			.tags(tags)
			.meters()
			.stream()
			.flatMap((found) -> StreamSupport.stream(found.measure().spliterator(), false))
			.filter((measured) -> measured.getStatistic() == statistic)
			.collect(Collectors.summingDouble((measured) -> measured.getValue()));
	}

}
