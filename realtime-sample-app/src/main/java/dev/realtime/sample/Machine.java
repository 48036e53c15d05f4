package dev.realtime.sample;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads the figures of the machine and of this JVM. Does not block: every one of them is
 * a counter that the JVM keeps anyway.
 */
@Component
class Machine {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();

	private final String node;

	Machine(SampleProperties properties) {
		this.node = properties.node();
	}

	/**
	 * Read all figures now.
	 * @param connections how many realtime streams are open
	 * @return the figures
	 */
	Figures figures(long connections) {
		Figures.Cpu cpu = new Figures.Cpu(load(this.system.getCpuLoad()), load(this.system.getProcessCpuLoad()),
				this.system.getAvailableProcessors());
		MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
		return new Figures(this.node, cpu, new Figures.Heap(heap.getUsed(), heap.getCommitted(), heap.getMax()), gc(),
				ManagementFactory.getThreadMXBean().getThreadCount(), connections,
				ManagementFactory.getRuntimeMXBean().getUptime());
	}

	private Figures.Gc gc() {
		long collections = 0;
		long millis = 0;
		for (GarbageCollectorMXBean collector : this.collectors) {
			collections += Math.max(0, collector.getCollectionCount());
			millis += Math.max(0, collector.getCollectionTime());
		}
		return new Figures.Gc(collections, millis);
	}

	/** Negative or NaN means "not known yet", which JSON says with null. */
	private static @Nullable Double load(double load) {
		return (load >= 0) ? Math.round(load * 1000) / 1000.0 : null;
	}

}
