package dev.realtime.benchmarks.systems;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;

/**
 * A peer: Socket.IO with netty-socketio, WebSocket only, on Netty's native transport. A
 * client emits {@code join} with a topic and is given {@code event}s. What is not a
 * default: as many event loops as there are cores instead of twice as many, which is
 * faster; no compression; a longer queue of connections to accept.
 */
public final class SocketIoServer {

	private static final int BACKLOG = 8192;

	private SocketIoServer() {
	}

	/**
	 * Serve until the process is ended. The port is taken from the environment variable
	 * {@code PORT}.
	 * @param arguments ignored
	 */
	public static void main(String[] arguments) {
		System.setProperty("logback.configurationFile", "quiet-logback.xml");
		String port = System.getenv("PORT");
		Configuration configuration = new Configuration();
		configuration.setPort((port != null) ? Integer.parseInt(port) : 8080);
		configuration.setTransports(Transport.WEBSOCKET);
		configuration.setUseLinuxNativeEpoll(true);
		configuration.setBossThreads(1);
		configuration.setWorkerThreads(Runtime.getRuntime().availableProcessors());
		configuration.setHttpCompression(false);
		configuration.setWebsocketCompression(false);
		configuration.setAllowCustomRequests(true);
		configuration.getSocketConfig().setReuseAddress(true);
		configuration.getSocketConfig().setAcceptBackLog(BACKLOG);
		SocketIOServer server = new SocketIOServer(configuration);
		server.addEventListener("join", String.class, (client, topic, ack) -> client.joinRoom(topic));
		server.setPipelineFactory(new SocketIoPublishing(server));
		server.start();
	}

}
