'use strict';

/** Socket.IO on WebSockets: a client emits "join" with a topic and gets its "event"s. */

const { Server } = require('socket.io');

const { createServer, listen } = require('./publishing');

const server = createServer((topic, payload) => io.to(topic).emit('event', JSON.parse(payload)));

const io = new Server(server, { transports: ['websocket'], serveClient: false });

io.on('connection', (socket) => socket.on('join', (topic) => socket.join(topic)));

listen(server);
