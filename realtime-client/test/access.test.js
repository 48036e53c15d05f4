import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from './support/page.js';

const alone = { shared: false };
const jwt = (claims) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const users = (server) => (server.user = (token) => token && 'alice');
const auth = ({ init }) => new Headers(init.headers).get('Authorization');

test('a WebSocket is opened with a new ticket each time, which the token pays for', async () => {
  const { server, clock, open } = world(users);
  const page = open({ ...alone, token: 'secret', headers: { 'X-CSRF-TOKEN': 'csrf' } });
  const seen = page.follow('a');
  await clock.until(() => page.isOpen);
  server.cut();
  server.publish('a', 1);
  await clock.until(() => seen.events.length === 1);
  assert.deepEqual(server.handshakes.map(({ ticket }) => ticket), ['ticket-1', 'ticket-3']);
  const request = server.requests.find(({ path }) => path === 'ticket');
  assert.equal(request.init.method, 'POST');
  assert.equal(auth(request), 'Bearer secret');
  assert.equal(new Headers(request.init.headers).get('X-CSRF-TOKEN'), 'csrf');
  assert.ok(server.handshakes.every(({ url }) => !url.href.includes('secret')));
});

test('where there are no tickets a token goes in the header of a fetched stream', async () => {
  const { server, clock, open } = world((given) => {
    users(given);
    given.offersTickets = false;
  });
  const page = open({ ...alone, token: 'secret' });
  page.follow('a');
  const answer = page.rt.send('x', 1);
  await clock.until(() => page.isOpen, 1000);
  await clock.advance(100);
  assert.equal(page.rt.status.transport, 'sse');
  assert.equal(await answer, 1);
  assert.ok(server.requests.filter(({ path }) => path !== 'ticket').every((request) => auth(request) === 'Bearer secret'));
});

test('without a token nothing is asked for: cookies do', async () => {
  const { server, clock, open } = world();
  const page = open(alone);
  page.follow('a');
  await clock.until(() => page.isOpen);
  assert.deepEqual(server.requests, []);
});

test('every request has a ticket of its own where tickets are all there is', async () => {
  const { server, clock, open } = world((given) => (given.user = () => 'alice'));
  const page = open({ ...alone, ticket: true, transports: ['poll'] });
  const seen = page.follow('a');
  await clock.until(() => page.isOpen);
  server.publish('a', 1);
  await clock.until(() => seen.events.length === 1);
  const tickets = server.handshakes.map(({ ticket }) => ticket);
  assert.equal(new Set(tickets).size, tickets.length);
  assert.ok(tickets.length > 1 && tickets.every(Boolean));
});

test('a function gives tickets of any kind', async () => {
  const { server, clock, open } = world((given) => given.tickets.set('mine', 'alice'));
  const page = open({ ...alone, ticket: async () => 'mine' });
  await clock.until(() => page.isOpen);
  assert.equal(server.handshakes[0].ticket, 'mine');
});

for (const [told, base] of [
  [{ port: 9443, path: '/realtime' }, 'https://app.example:9443/realtime'],
  [{ port: 9443, path: '/realtime', url: 'https://live.example/x' }, 'https://live.example/x'],
]) {
  test(`streams are opened at ${base} if the server says so, with tickets from here`, async () => {
    const { server, clock, open } = world((given) => {
      given.user = () => 'alice';
      given.info = () => new Response(JSON.stringify(told));
    });
    const page = open({ ...alone, info: true, transports: ['sse'], headers: { 'X-CSRF-TOKEN': 'csrf' } });
    page.follow('a');
    await clock.until(() => page.isOpen);
    const [info, ticket, stream] = server.requests;
    assert.deepEqual([info.url.href, ticket.url.href], ['https://app.example/realtime/info', 'https://app.example/realtime/ticket']);
    assert.ok(stream.url.href.startsWith(`${base}/sse?`));
    assert.ok(stream.url.searchParams.get('ticket'));
    assert.equal(new Headers(stream.init.headers).get('X-CSRF-TOKEN'), null, 'another server has no use for it');
  });
}

test('streams are here if there is no such server', async () => {
  const { server, clock, open } = world();
  const page = open({ ...alone, info: true });
  await clock.until(() => page.isOpen);
  assert.deepEqual(server.requests.map(({ path }) => path), ['info']);
});

for (const transport of ['websocket', 'sse', 'poll']) {
  test(`${transport}: the token is refreshed before it ends`, async () => {
    const { server, clock, open } = world((given) => (given.user = (token) => token && 'alice'));
    let count = 0;
    const token = async () => ({ token: `token-${++count}`, expiresAt: clock.now + 300_000 });
    const page = open({ ...alone, token, transports: [transport] });
    const seen = page.follow('a');
    await clock.until(() => page.isOpen);
    server.publish('a', 1);
    await clock.advance(239_000);
    assert.equal(count, 1);
    await clock.advance(30_000);
    assert.equal(count, 2);
    if (transport === 'websocket') {
      assert.ok(server.handled.some(({ type, payload }) => type === 'rt.authenticate' && payload.token === 'token-2'));
    } else {
      assert.equal(server.handshakes.at(-1).bearer, 'token-2');
    }
    server.publish('a', 2);
    await clock.until(() => seen.events.length === 2);
    assert.equal(page.rt.status.reconnects, 0);
  });
}

test('the end of a JSON web token is known without being told', async () => {
  const { clock, open } = world(users);
  let count = 0;
  const page = open({ ...alone, token: () => jwt({ sub: 'ä', exp: clock.now / 1000 + 100, n: ++count }) });
  await clock.until(() => page.isOpen);
  await clock.advance(81_000);
  assert.equal(count, 2);
});

test('a token that is not accepted is replaced once, and then it stops', async () => {
  const { server, clock, open } = world((given) => (given.user = (token) => token === 'good' && 'alice'));
  const tokens = ['old', 'good'];
  const page = open({ ...alone, token: async () => tokens.shift() ?? 'bad', transports: ['sse'] });
  page.follow('a');
  await clock.until(() => page.isOpen, 1000);
  server.streams.forEach((stream) => stream.close('expired'));
  await clock.until(() => page.state === 'closed');
  assert.deepEqual(page.closes.map(({ reason }) => reason), ['unauthorized']);
  tokens.push('good');
  page.rt.reconnect();
  await clock.until(() => page.isOpen);
});

test('tokens that end as soon as they are used are not fetched in a rush', async () => {
  const { server, clock, open } = world(users);
  let count = 0;
  const page = open({ ...alone, token: async () => `token-${++count}`, transports: ['sse'] }, { random: () => 1 });
  page.follow('a');
  for (let waited = 0; waited < 10_000; waited += 50) {
    await clock.advance(50);
    [...server.streams].filter(({ caughtUp }) => caughtUp).forEach((stream) => stream.close('expired'));
  }
  assert.ok(count > 2 && count < 9, `${count} tokens`);
});

test('a function that fails is reported, and asked again later', async () => {
  const { clock, open } = world(users);
  let fails = true;
  const page = open({
    ...alone,
    async token() {
      if (fails) {
        throw new Error('not now');
      }
      return 'good';
    },
  });
  await clock.until(() => page.state === 'waiting');
  assert.deepEqual(page.errors.map(({ code, message }) => [code, message]), [['token', 'Error: not now']]);
  fails = false;
  await clock.until(() => page.isOpen);
});

test('what does not answer while it is asked for a ticket holds nothing up for ever', async () => {
  const { server, clock, open } = world(users);
  const answers = server.ticket.bind(server);
  server.ticket = () => new Promise(() => {});
  const page = open({ ...alone, token: 'secret' });
  await clock.until(() => page.state === 'waiting', 21_000);
  server.ticket = answers;
  await clock.until(() => page.isOpen);
});
