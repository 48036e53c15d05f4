import { address } from '../address.js';

/** Scripts see neither status nor body of a failed upgrade: errors=stream asks for an rt.close instead. */
export function openWebSocket({ env, grant, asked, cursor, on }) {
  const url = address(grant.base, '/ws', { topic: asked, since: cursor, errors: 'stream', ticket: grant.ticket });
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new env.WebSocket(url.href);
  socket.onmessage = ({ data }) => on.frame(JSON.parse(data));
  // The reason is the word that belongs to the code; anything else is from somebody in between.
  socket.onclose = ({ reason }) => on.end({ reason: /^[a-z_]+$/.exec(reason)?.[0] });
  return {
    send: (text) => socket.send(text),
    close() {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
