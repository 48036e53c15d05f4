package dev.realtime.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test class after which Netty found a buffer that nobody released. Registered
 * for all classes, and before Netty makes its first detector.
 */
public final class LeakWatch implements AfterAllCallback {

	private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

	static {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
	}

	@Override
	public void afterAll(ExtensionContext context) {
		System.gc();
		// Netty looks for leaks when it allocates.
		for (int i = 0; i < 100; i++) {
			ByteBufAllocator.DEFAULT.buffer(16).release();
			ByteBufAllocator.DEFAULT.directBuffer(16).release();
		}
		if (!LEAKS.isEmpty()) {
			String leaks = String.join("\n", LEAKS);
			LEAKS.clear();
			throw new AssertionError("LEAK: " + leaks);
		}
	}

	private static final class Factory extends ResourceLeakDetectorFactory {

		@Override
		@Deprecated
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			return new Detector<>(resource, samplingInterval);
		}

		@Override
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
			return new Detector<>(resource, samplingInterval);
		}

	}

	private static final class Detector<T> extends ResourceLeakDetector<T> {

		private Detector(Class<?> resource, int samplingInterval) {
			super(resource, samplingInterval);
		}

		@Override
		protected void reportTracedLeak(String resourceType, String records) {
			LEAKS.add(resourceType + records);
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			LEAKS.add(resourceType);
		}

	}

}
