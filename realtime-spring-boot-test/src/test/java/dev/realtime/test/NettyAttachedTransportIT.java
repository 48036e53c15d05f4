package dev.realtime.test;

/**
 * On the fast path, and never detached.
 */
class NettyAttachedTransportIT extends TransportContract {

	@Override
	Class<?> server() {
		return TestApp.NettyServer.class;
	}

	@Override
	String detach() {
		return "off";
	}

}
