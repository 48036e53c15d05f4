import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from './support/page.js';

const options = { shared: false, transports: ['websocket'] };

test('messages wait while there is no connection, and go in their order', async () => {
  const { server, clock, open } = world();
  server.ways.websocket = 'refused';
  const page = open(options);
  const answers = [1, 2, 3].map((payload) => page.rt.send('x', payload, { timeout: 60_000 }));
  await clock.advance(5000);
  server.ways.websocket = 'ok';
  await clock.advance(30_000);
  assert.deepEqual(await Promise.all(answers), [1, 2, 3]);
  assert.deepEqual(server.handled.map(({ payload }) => payload), [1, 2, 3]);
});

test('their time ends while they wait, and while they are answered', async () => {
  const { server, clock, open } = world();
  server.answersMessages = false;
  const page = open(options);
  const answered = assert.rejects(page.rt.send('x', 1, { timeout: 500 }), { code: 'timeout', temporary: true });
  await clock.advance(600);
  await answered;
  page.tab.network(false);
  const waiting = assert.rejects(page.rt.send('x'), { code: 'timeout' });
  await clock.advance(10_100);
  await waiting;
});

test('no more than fifty wait', async () => {
  const { clock, open } = world();
  const page = open(options);
  page.tab.network(false);
  const rejected = [];
  for (let i = 0; i < 52; i++) {
    page.rt.send('x').catch(({ code }) => rejected.push(code));
  }
  await clock.advance(10);
  assert.deepEqual(rejected, ['queue_full', 'queue_full']);
  page.rt.close();
  await clock.advance(10);
  assert.equal(rejected.filter((code) => code === 'closed').length, 50);
});

test('what was sent when the connection broke is lost, since nobody knows what came of it', async () => {
  const { server, clock, open } = world();
  server.answersMessages = false;
  const page = open(options);
  await clock.until(() => page.isOpen);
  const sent = assert.rejects(page.rt.send('x'), { code: 'lost', temporary: true });
  await clock.advance(10);
  server.cut();
  await clock.advance(10);
  await sent;
});

test('what is no JSON is rejected', async () => {
  const { open } = world();
  await assert.rejects(open(options).rt.send('x', 1n), TypeError);
});

test('posted messages keep their order, one request after the other', async () => {
  const { server, clock, open } = world();
  const page = open({ ...options, transports: ['sse'] });
  page.follow('a');
  await clock.until(() => page.isOpen);
  const { connection } = page.rt.status;
  const answers = [1, 2, 3].map((payload) => page.rt.send('x', payload));
  await clock.advance(6);
  assert.equal(server.posted.length, 1);
  await clock.advance(100);
  assert.deepEqual(await Promise.all(answers), [1, 2, 3]);
  assert.ok(server.requests.filter(({ path }) => path === 'messages')
    .every(({ init }) => new Headers(init.headers).get('Realtime-Connection') === connection));
});

test('a post that is refused says why, and when to try again', async () => {
  const { server, clock, open } = world();
  server.messages = () => new Response('{"code":"unavailable","detail":"Not available now"}', { status: 503, headers: { 'Retry-After': '2' } });
  const page = open({ ...options, transports: ['sse'] });
  page.follow('a');
  const refused = assert.rejects(page.rt.send('x'), { code: 'unavailable', message: 'Not available now', temporary: true, retryAfterMs: 2000 });
  await clock.advance(100);
  await refused;
});

test('publishing is a message of the protocol', async () => {
  const { server, clock, open } = world();
  server.handle = () => ({ payload: { id: 'epoch1.7' } });
  const page = open(options);
  const receipt = page.rt.publish('room.1', 'chat', { text: 'hi' });
  await clock.advance(100);
  assert.deepEqual(await receipt, { id: 'epoch1.7' });
  assert.deepEqual([server.handled[0].type, server.handled[0].payload], ['rt.publish', { topic: 'room.1', type: 'chat', data: { text: 'hi' } }]);
});
