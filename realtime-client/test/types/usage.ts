/* Compiled, never run: whoever uses the client with TypeScript writes such things. */
import { connect, type MessageError, type Realtime, type RealtimeEvent, type Status } from 'realtime-client';

interface Order {
  id: string;
}

const rt: Realtime = connect({
  url: 'https://live.example/realtime',
  token: async () => ({ token: 'x', expiresAt: new Date() }),
  ticket: true,
  info: true,
  transports: ['sse', 'poll'],
  shared: 'alice',
  headers: () => ({ 'X-CSRF-TOKEN': 'x' }),
  credentials: 'include',
});
connect();

const subscription = rt.subscribe<Order>('orders.42', {
  onEvent: ({ payload, id, messageId }) => [payload.id, id?.length, messageId],
  onGap: ({ reason }) => reason === 'trimmed',
  onError: ({ code, topic }) => code + topic,
  onReady: ({ resumed }) => !resumed,
  since: 'k3x9qa.1',
});
subscription.unsubscribe();
rt.subscribe('a', (event: RealtimeEvent<number>) => event.payload.toFixed());

const sent = rt.send<{ left: number }>('booking.book', { seats: 2 }, { timeout: 500 });
sent.then(({ left }) => left.toFixed(), (error: MessageError) => error.retryAfterMs?.toFixed());
sent.id.length;
rt.publish('room.1', 'chat', {}).then(({ id }) => id?.length);

const remove: () => void = rt.on('state', (status: Status) => status.retryAt);
rt.on('close', ({ reason }) => reason.length);
rt.on('error', ({ code, topic }) => code + topic);
rt.on('gap', ({ topic }) => topic);
rt.on('event', ({ type }) => type);
remove();

// @ts-expect-error there is no such name
rt.on('nothing', () => {});
// @ts-expect-error the state is read only
rt.state = 'open';
// @ts-expect-error there is no such transport
connect({ transports: ['carrier-pigeon'] });

const state: 'connecting' | 'open' | 'waiting' | 'offline' | 'closed' = rt.state;
rt.reconnect();
rt.close();
export { state };
