package dev.realtime.webflux;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServletHttpHandlerAdapter;

/**
 * The edge on Jetty.
 */
class JettyEdgeIT extends AbstractEdgeIT {

	private Server server;

	@Override
	int start(HttpHandler handler) throws Exception {
		this.server = new Server(0);
		ServletContextHandler context = new ServletContextHandler("/", false, false);
		ServletHolder servlet = new ServletHolder(new ServletHttpHandlerAdapter(handler));
		servlet.setAsyncSupported(true);
		context.addServlet(servlet, "/");
		JettyWebSocketServletContainerInitializer.configure(context, null);
		this.server.setHandler(context);
		this.server.start();
		return ((ServerConnector) this.server.getConnectors()[0]).getLocalPort();
	}

	@Override
	void stop() throws Exception {
		this.server.stop();
	}

}
