package dev.realtime.test.proxy;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import dev.realtime.test.tool.Tool;

/**
 * A reverse proxy whose configuration is in {@code docs/proxies.md}.
 */
public enum ProxyKind {

	/** Nginx. One process, which ends when it is killed. */
	NGINX(Tool.NGINX, "/etc/nginx") {

		@Override
		String complete(String documented) {
			return """
					daemon off;
					master_process off;
					pid nginx.pid;
					error_log stderr;
					events { worker_connections 10000; }
					http {
					access_log off;
					client_body_temp_path body;
					proxy_temp_path proxy;
					fastcgi_temp_path fastcgi;
					uwsgi_temp_path uwsgi;
					scgi_temp_path scgi;
					""" + documented + "}\n";
		}

		@Override
		List<String> arguments(Path directory, Path configuration) {
			return List.of("-e", "stderr", "-p", directory.toString(), "-c", configuration.toString());
		}

	},

	/** HAProxy. */
	HAPROXY(Tool.HAPROXY, "/etc/haproxy") {

		@Override
		String complete(String documented) {
			return documented;
		}

		@Override
		List<String> arguments(Path directory, Path configuration) {
			return List.of("-db", "-f", configuration.toString());
		}

	};

	private final Tool tool;

	private final String home;

	ProxyKind(Tool tool, String home) {
		this.tool = tool;
		this.home = home;
	}

	/**
	 * The first lines of code of this language in the document are its configuration.
	 */
	String language() {
		return name().toLowerCase(Locale.ROOT);
	}

	Tool tool() {
		return this.tool;
	}

	/**
	 * Where the documented configuration has its files.
	 */
	String home() {
		return this.home;
	}

	/**
	 * Add what a program needs that is not installed.
	 */
	abstract String complete(String documented);

	abstract List<String> arguments(Path directory, Path configuration);

}
