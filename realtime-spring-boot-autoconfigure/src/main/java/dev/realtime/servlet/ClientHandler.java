package dev.realtime.servlet;

import java.io.IOException;
import java.util.Collections;

import dev.realtime.client.ClientScript;
import dev.realtime.client.ScriptFile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Serves the browser client to whoever asks: what is in it is no secret. Pages of other
 * origins load it as a module where CORS lets them.
 */
final class ClientHandler implements HttpRequestHandler {

	private final ClientScript script;

	ClientHandler(ClientScript script) {
		this.script = script;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		boolean head = HttpMethod.HEAD.matches(request.getMethod());
		if (!head && !HttpMethod.GET.matches(request.getMethod())) {
			response.setHeader(HttpHeaders.ALLOW, ClientScript.METHODS);
			response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
			return;
		}
		ScriptFile file = this.script.fileFor(Collections.list(request.getHeaders(HttpHeaders.ACCEPT_ENCODING)));
		file.headers().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		if (new ServletWebRequest(request, response).checkNotModified(file.tag())) {
			return;
		}
		response.setContentLength(file.content().length);
		if (!head) {
			response.getOutputStream().write(file.content());
		}
	}

}
