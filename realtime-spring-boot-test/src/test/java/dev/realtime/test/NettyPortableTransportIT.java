package dev.realtime.test;

class NettyPortableTransportIT extends TransportContract {

	@Override
	Class<?> server() {
		return TestApp.NettyServer.class;
	}

	@Override
	String fastPath() {
		return "off";
	}

}
