package dev.realtime.autoconfigure;

import dev.realtime.bus.RealtimeBus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Says once at start which engine runs, why, and how far it reaches.
 */
final class EngineReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(EngineReport.class);

	private final RealtimeBus bus;

	private final @Nullable Engine engine;

	/**
	 * Create a report.
	 * @param bus the bus
	 * @param engine the engine behind it, or {@code null} if the application brings its
	 * own
	 */
	EngineReport(RealtimeBus bus, @Nullable Engine engine) {
		this.bus = bus;
		this.engine = engine;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Engine ours = this.engine;
		if (ours == null) {
			logger.info("Realtime engine: " + this.bus.getClass().getName()
					+ ", because the application defines this RealtimeBus bean");
		}
		else {
			logger
				.info("Realtime engine: " + ours.name() + ", because " + ours.why() + ". Events reach " + ours.reach());
		}
	}

}
