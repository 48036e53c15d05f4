package dev.realtime.webflux;

import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeObserver;
import dev.realtime.TopicAuthorizer;
import dev.realtime.connection.ConnectionListener;
import dev.realtime.connection.ConnectionRegistry;
import dev.realtime.security.AddressKeys;
import dev.realtime.security.FailSafeAuthenticator;
import dev.realtime.security.FailSafeTopicAuthorizer;
import dev.realtime.security.OriginPolicy;

/**
 * What the edge works with. The authenticator and the authorizer may fail or not answer:
 * that refuses.
 *
 * @param lanes where connections live
 * @param registry who is connected, and who may
 * @param authenticator who a client is
 * @param authorizer what a client may do
 * @param origins which pages may connect
 * @param addresses what an address counts as
 * @param observer counts
 * @param listener hears of streams
 * @since 0.1.0
 */
public record EdgeServices(LaneResolver lanes, ConnectionRegistry registry, RealtimeAuthenticator authenticator,
		TopicAuthorizer authorizer, OriginPolicy origins, AddressKeys addresses, RealtimeObserver observer,
		ConnectionListener listener) {

	/**
	 * Create the services.
	 */
	public EdgeServices {
		authenticator = new FailSafeAuthenticator(authenticator);
		authorizer = new FailSafeTopicAuthorizer(authorizer);
	}

}
