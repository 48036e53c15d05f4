'use strict';

/** What the three servers share: GET /ready and POST /publish?topic=T. */

const http = require('node:http');

/**
 * Make a server that hands each published payload, a Buffer, to `publish(topic, payload)`.
 * `other(request, response, topic)` answers what is neither; without it that is a 404.
 */
function createServer(publish, other) {
	const server = http.createServer((request, response) => {
		const url = request.url;
		if (url.startsWith('/publish')) {
			const parts = [];
			request.on('data', (part) => parts.push(part));
			request.on('end', () => {
				publish(topicOf(url), parts.length === 1 ? parts[0] : Buffer.concat(parts));
				response.writeHead(204).end();
			});
		}
		else if (url.startsWith('/ready')) {
			response.writeHead(200).end();
		}
		else if (other) {
			other(request, response, topicOf(url));
		}
		else {
			response.writeHead(404).end();
		}
	});
	server.keepAliveTimeout = 0;
	server.requestTimeout = 0;
	return server;
}

function topicOf(url) {
	return new URL(url, 'http://localhost').searchParams.get('topic') ?? '';
}

/** The subscribers of each topic. */
class Topics {

	#topics = new Map();

	add(topic, subscriber) {
		let subscribers = this.#topics.get(topic);
		if (!subscribers) {
			subscribers = new Set();
			this.#topics.set(topic, subscribers);
		}
		subscribers.add(subscriber);
	}

	remove(topic, subscriber) {
		const subscribers = this.#topics.get(topic);
		if (subscribers?.delete(subscriber) && subscribers.size === 0) {
			this.#topics.delete(topic);
		}
	}

	of(topic) {
		return this.#topics.get(topic) ?? [];
	}

}

function listen(server) {
	server.listen({ port: Number(process.env.PORT ?? 8080), host: '0.0.0.0', backlog: 8192 });
	process.on('SIGTERM', () => process.exit(0));
}

module.exports = { createServer, listen, topicOf, Topics };
