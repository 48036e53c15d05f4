'use strict';

/** WebSockets with ws: GET /ws?topic=T. */

const { WebSocketServer } = require('ws');

const { createServer, listen, topicOf, Topics } = require('./publishing');

const topics = new Topics();

function publish(topic, payload) {
	for (const socket of topics.of(topic)) {
		socket.send(payload, { binary: false });
	}
}

const server = createServer(publish);

new WebSocketServer({ server, path: '/ws', perMessageDeflate: false }).on('connection', (socket, request) => {
	const topic = topicOf(request.url);
	topics.add(topic, socket);
	socket.on('error', () => socket.terminate());
	socket.on('close', () => topics.remove(topic, socket));
});

listen(server);
