package dev.realtime.autoconfigure;

import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Conditional;

/**
 * Whether there is no server beside the application's own.
 */
final class OnNoServerPort extends NoneNestedConditions {

	OnNoServerPort() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@Conditional(OnServerPort.class)
	static final class Server {

	}

}
