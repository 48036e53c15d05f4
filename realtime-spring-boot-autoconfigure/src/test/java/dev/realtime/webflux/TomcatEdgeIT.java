package dev.realtime.webflux;

import java.io.File;
import java.nio.file.Path;

import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.TomcatHttpHandlerAdapter;

/**
 * The edge on Tomcat.
 */
class TomcatEdgeIT extends AbstractEdgeIT {

	@TempDir
	Path base;

	private Tomcat tomcat;

	@Override
	int start(HttpHandler handler) throws Exception {
		this.tomcat = new Tomcat();
		this.tomcat.setBaseDir(this.base.toString());
		this.tomcat.setPort(0);
		Context context = this.tomcat.addContext("", new File(this.base.toString()).getAbsolutePath());
		StandardContext standard = (StandardContext) context;
		standard.setClearReferencesRmiTargets(false);
		standard.setClearReferencesThreadLocals(false);
		context.addServletContainerInitializer(new WsSci(), null);
		Wrapper servlet = Tomcat.addServlet(context, "edge", new TomcatHttpHandlerAdapter(handler));
		servlet.setAsyncSupported(true);
		context.addServletMappingDecoded("/", "edge");
		this.tomcat.start();
		return this.tomcat.getConnector().getLocalPort();
	}

	@Override
	void stop() throws Exception {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

}
