package dev.realtime.autoconfigure;

import dev.realtime.bus.RealtimeBus;
import dev.realtime.local.LocalBus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Says once at start which engine runs, why, and how far it reaches.
 */
final class EngineReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(EngineReport.class);

	private final RealtimeBus bus;

	private final BusType type;

	EngineReport(RealtimeBus bus, BusType type) {
		this.bus = bus;
		this.type = type;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!(this.bus instanceof LocalBus)) {
			logger.info("Realtime engine: " + this.bus.getClass().getName()
					+ ", because the application defines this RealtimeBus bean");
			return;
		}
		String why = (this.type == BusType.LOCAL) ? "because realtime.bus.type is local"
				: "because realtime.bus.type is auto and there is no other engine";
		logger.info("Realtime engine: local, " + why + ". Events reach the clients of this node only;"
				+ " to reach other nodes, define a RealtimeBus bean that carries events between them");
	}

}
