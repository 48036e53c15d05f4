package dev.realtime.webflux;

import java.io.File;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.netty.channel.ChannelDuplexHandler;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServletHttpHandlerAdapter;
import org.springframework.http.server.reactive.TomcatHttpHandlerAdapter;

/**
 * The servers that the edge runs on.
 */
enum ServerKind {

	NETTY {
		@Override
		Running start(HttpHandler handler) {
			DisposableServer server = HttpServer.create()
				.port(0)
				.handle(new ReactorHttpHandlerAdapter(handler))
				.bindNow();
			return new Running(server.port(), server::disposeNow);
		}
	},

	/** With a handler in its pipeline that nobody knows. */
	NETTY_PORTABLE {
		@Override
		Running start(HttpHandler handler) {
			DisposableServer server = HttpServer.create()
				.port(0)
				.doOnConnection((connection) -> connection.addHandlerFirst(new ChannelDuplexHandler()))
				.handle(new ReactorHttpHandlerAdapter(handler))
				.bindNow();
			return new Running(server.port(), server::disposeNow);
		}
	},

	TOMCAT {
		@Override
		Running start(HttpHandler handler) throws Exception {
			LOGGER.setLevel(Level.SEVERE);
			File base = Files.createTempDirectory("tomcat").toFile();
			Tomcat tomcat = new Tomcat();
			tomcat.setBaseDir(base.getAbsolutePath());
			tomcat.setPort(0);
			// A write that does not end is ended by the container, after this time.
			tomcat.getConnector().setProperty("connectionTimeout", "5000");
			StandardContext context = (StandardContext) tomcat.addContext("", base.getAbsolutePath());
			context.setClearReferencesRmiTargets(false);
			context.setClearReferencesThreadLocals(false);
			context.addServletContainerInitializer(new WsSci(), null);
			Wrapper servlet = Tomcat.addServlet(context, "edge", new TomcatHttpHandlerAdapter(handler));
			servlet.setAsyncSupported(true);
			context.addServletMappingDecoded("/", "edge");
			tomcat.start();
			return new Running(tomcat.getConnector().getLocalPort(), () -> {
				tomcat.stop();
				tomcat.destroy();
			});
		}
	},

	JETTY {
		@Override
		Running start(HttpHandler handler) throws Exception {
			Server server = new Server(0);
			ServletContextHandler context = new ServletContextHandler("/", false, false);
			ServletHolder servlet = new ServletHolder(new ServletHttpHandlerAdapter(handler));
			servlet.setAsyncSupported(true);
			context.addServlet(servlet, "/");
			JettyWebSocketServletContainerInitializer.configure(context, null);
			server.setHandler(context);
			ServerConnector connector = (ServerConnector) server.getConnectors()[0];
			// A write that does not end is ended by the container, after this time.
			connector.setIdleTimeout(5000);
			server.start();
			return new Running(connector.getLocalPort(), server::stop);
		}
	};

	/** Kept, or its level would be forgotten. */
	private static final Logger LOGGER = Logger.getLogger("org.apache");

	/**
	 * Start a server on a free port.
	 */
	abstract Running start(HttpHandler handler) throws Exception;

	/**
	 * A server that runs.
	 */
	record Running(int port, Stop stop) {

		void close() throws Exception {
			this.stop.run();
		}

	}

	/** How to stop a server. */
	interface Stop {

		void run() throws Exception;

	}

}
