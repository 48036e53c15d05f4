'use strict';

/** Server-sent events with nothing but Node's own http: GET /sse?topic=T. */

const { createServer, listen, Topics } = require('./publishing');

const topics = new Topics();

function publish(topic, payload) {
	// Once for all: http writes a Buffer as it is, each response only adds the chunk around it.
	const event = Buffer.concat([Buffer.from('data: '), payload, Buffer.from('\n\n')]);
	for (const response of topics.of(topic)) {
		response.write(event);
	}
}

function subscribe(request, response, topic) {
	request.socket.setNoDelay(true);
	response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
	response.write(':ok\n\n');
	topics.add(topic, response);
	response.on('close', () => topics.remove(topic, response));
}

listen(createServer(publish, subscribe));
