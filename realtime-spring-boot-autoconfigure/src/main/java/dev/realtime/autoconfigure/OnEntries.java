package dev.realtime.autoconfigure;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.context.annotation.Conditional;

/**
 * Whether pages have something to ask before they connect.
 */
final class OnEntries extends AnyNestedCondition {

	OnEntries() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@Conditional(OnTickets.class)
	static final class Tickets {

	}

	@Conditional(OnServerPort.class)
	static final class Server {

	}

}
