import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from './support/page.js';

const jwt = (claims) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

/** Three tabs that follow one topic; the first one leads. */
async function threeTabs(options = {}) {
  const { server, browser, clock, open } = world();
  const pages = [];
  for (let i = 0; i < 3; i++) {
    const page = open(options);
    page.seen = page.follow('a');
    pages.push(page);
    await clock.until(() => page.seen.ready.length === 1);
  }
  return { server, browser, clock, open, pages };
}

const leaders = (pages) => pages.map(({ rt }) => rt.status.leader);

for (const transport of ['websocket', 'sse', 'poll']) {
  test(`${transport}: tabs share one connection, and each event reaches all of them`, async () => {
    const { server, clock, pages } = await threeTabs({ transports: [transport] });
    assert.deepEqual(leaders(pages), [true, false, false]);
    server.publish('a', 1);
    await clock.until(() => pages.every(({ seen }) => seen.events.length === 1));
    assert.ok(server.streams.size + server.polls.size <= 1);
    assert.equal(new Set(pages.map(({ rt }) => rt.status.connection)).size, 1);
  });

  test(`${transport}: when the leader dies another takes over, and nothing is lost or given twice`, async () => {
    const { server, clock, pages } = await threeTabs({ transports: [transport] });
    server.publish('a', 1);
    await clock.until(() => pages.every(({ seen }) => seen.events.length === 1));
    server.publish('a', 2);
    await clock.advance(6);
    pages[0].tab.kill();
    server.publish('a', 3);
    await clock.until(() => pages.slice(1).every(({ seen }) => seen.payloads.at(-1) === 3));
    assert.deepEqual(pages.slice(1).map(({ seen }) => seen.payloads), [[1, 2, 3], [1, 2, 3]]);
    assert.deepEqual(leaders(pages.slice(1)), [true, false]);
    assert.deepEqual(pages.flatMap(({ gaps }) => gaps), []);
  });
}

for (const [how, leave] of Object.entries({
  closes: ({ rt }) => rt.close(),
  'is put away': ({ tab }) => tab.fire('pagehide', { persisted: true }),
  'is frozen': ({ tab }) => tab.fireDocument('freeze', true),
})) {
  test(`a leader that ${how} hands over at once`, async () => {
    const { server, clock, pages } = await threeTabs();
    leave(pages[0]);
    server.publish('a', 1);
    await clock.until(() => pages[1].seen.events.length === 1 && pages[2].seen.events.length === 1, 200);
    assert.equal(server.streams.size, 1);
  });
}

test('a late tab is given what is new, or what it missed, and the others nothing twice', async () => {
  const { server, clock, open, pages } = await threeTabs();
  const first = server.publish('a', 1);
  server.publish('a', 2);
  await clock.until(() => pages[0].seen.events.length === 2);
  const nothing = open({}).follow('a');
  await clock.until(() => nothing.ready.length);
  const missed = open({}).follow('a', { since: first.id });
  await clock.until(() => missed.ready.length);
  server.publish('a', 3);
  await clock.until(() => nothing.events.length === 1 && missed.events.length === 2);
  assert.deepEqual([nothing.payloads, missed.payloads], [[3], [2, 3]]);
  assert.deepEqual(pages.map(({ seen }) => seen.payloads), [[1, 2, 3], [1, 2, 3], [1, 2, 3]]);
});

test('who takes over begins where everything was given, though a topic was quiet', async () => {
  const { server, clock, pages } = await threeTabs();
  const busy = pages[0].follow('b');
  await clock.until(() => busy.ready.length === 1);
  await clock.advance(16_000);
  const last = server.publish('b', 1);
  await clock.until(() => busy.events.length === 1);
  await clock.advance(100);
  pages[0].tab.kill();
  await clock.until(() => server.handshakes.length === 2);
  assert.deepEqual([server.handshakes[1].topics, server.handshakes[1].cursor], [['a'], last.id]);
});

test('tabs hear of their own topics, and what nobody wants any more is dropped', async () => {
  const { server, clock, pages } = await threeTabs();
  const only = pages[1].follow('b');
  await clock.until(() => only.ready.length === 1);
  server.publish('b', 1);
  await clock.until(() => only.events.length === 1);
  assert.deepEqual(pages.map(({ events }) => events.length), [0, 1, 0]);
  pages[1].tab.kill();
  await clock.until(() => [...server.streams].every(({ follows }) => !follows.has('b')));
});

test('the user\'s own topic reaches all tabs, also late ones, and after another has taken over', async () => {
  const { server, clock, open } = world((given) => (given.user = () => 'alice'));
  const options = { token: jwt({ sub: 'alice' }) };
  const pages = [open(options), open(options)];
  await clock.until(() => pages.every(({ isOpen }) => isOpen));
  pages.push(open(options));
  await clock.until(() => pages[2].isOpen);
  server.publish('user.alice', 1);
  await clock.until(() => pages.every(({ events }) => events.length === 1));
  pages[0].tab.kill();
  server.publish('user.alice', 2);
  await clock.until(() => pages[1].events.length === 2 && pages[2].events.length === 2);
});

test('what a tab missed of the user\'s own topic is given to it, though it joins while the connection is opened', async () => {
  const { server, clock, open } = world((given) => (given.cookie = 'me'));
  const pages = [open({})];
  await clock.until(() => pages[0].isOpen);
  server.publish('user.me', 1);
  await clock.until(() => pages[0].events.length === 1);
  pages[0].tab.fire('pagehide', { persisted: true });
  server.publish('user.me', 2);
  server.latency = 50;
  pages.push(open({}));
  pages[0].tab.fire('pageshow', { persisted: true });
  await clock.advance(1000);
  assert.deepEqual(leaders(pages), [false, true]);
  assert.deepEqual(pages[0].events.map(({ payload }) => payload), [1, 2]);
});

test('the user\'s own topic is followed, though the tab that knew of it goes while the connection is opened', async () => {
  const { server, clock, open } = world((given) => (given.cookie = 'me'));
  const pages = [open({})];
  await clock.until(() => pages[0].isOpen);
  pages[0].tab.fire('pagehide', { persisted: true });
  pages.push(open({}));
  pages[1].tab.network(false);
  pages[0].tab.fire('pageshow', { persisted: true });
  await clock.advance(1000);
  server.latency = 50;
  pages[1].tab.network(true);
  pages[0].tab.kill();
  await clock.advance(1000);
  server.publish('user.me', 1);
  await clock.advance(1000);
  assert.deepEqual(pages[1].events.map(({ payload }) => payload), [1]);
});

test('messages of all tabs go over the one connection, under ids of their own', async () => {
  const { server, clock, pages } = await threeTabs();
  server.handle = ({ payload }) => ({ payload: payload * 2 });
  const answers = pages.map(({ rt }, index) => rt.send('double', index));
  await clock.advance(100);
  assert.deepEqual(await Promise.all(answers), [0, 2, 4]);
  assert.equal(new Set(answers.map(({ id }) => id)).size, 3);
});

test('a message that the leader took with it is lost, and one that waits is not', async () => {
  const { server, clock, pages } = await threeTabs();
  server.answersMessages = false;
  const taken = assert.rejects(pages[1].rt.send('x'), { code: 'lost', temporary: true });
  await clock.advance(20);
  pages[0].tab.kill();
  server.answersMessages = true;
  await clock.until(() => !pages.slice(1).some(({ rt }) => rt.state !== 'open') && leaders(pages)[1]);
  await taken;
  const sent = pages[2].rt.send('x', 1);
  await clock.advance(100);
  assert.equal(await sent, 1);
});

test('a tab that comes back while the leader is held up is given its events', async () => {
  const { server, clock, pages } = await threeTabs();
  const seen = pages[1].follow('b');
  await clock.until(() => seen.ready.length === 1);
  pages[0].tab.lag = 50;
  pages[1].tab.fire('pagehide', { persisted: true });
  pages[1].tab.fire('pageshow', { persisted: true });
  await clock.advance(1000);
  server.publish('b', 1);
  await clock.advance(100);
  assert.deepEqual(seen.payloads, [1]);
  assert.deepEqual(leaders(pages), [true, false, false]);
});

test('all tabs see the state, and any of them may bring the connection back', async () => {
  const { server, clock, pages } = await threeTabs();
  server.streams.forEach((stream) => stream.close('replaced'));
  await clock.until(() => pages.every(({ rt }) => rt.status.reason === 'replaced'));
  pages[2].tab.fireDocument('visibilitychange', false);
  await clock.until(() => pages.every(({ isOpen }) => isOpen));
  server.streams.forEach((stream) => stream.close('closed_by_app'));
  await clock.until(() => pages.every(({ state }) => state === 'closed'));
  assert.deepEqual(pages.map(({ closes }) => closes.map(({ reason }) => reason)), Array(3).fill(['closed_by_app']));
  pages[1].rt.reconnect();
  await clock.until(() => pages.every(({ isOpen }) => isOpen));
});

test('a tab that takes over stays away as well, until a page is opened', async () => {
  const { server, clock, open, pages } = await threeTabs();
  server.streams.forEach((stream) => stream.close('closed_by_app'));
  await clock.until(() => pages.every(({ state }) => state === 'closed'));
  const handshakes = server.handshakes.length;
  pages[0].rt.close();
  await clock.advance(60_000);
  assert.deepEqual(leaders(pages), [false, true, false]);
  assert.equal(server.handshakes.length, handshakes);
  const page = open({});
  page.follow('a');
  await clock.until(() => page.isOpen && pages[2].isOpen);
});

for (const missing of ['locks', 'BroadcastChannel']) {
  test(`without ${missing} each tab connects by itself`, async () => {
    const { server, clock, open } = world();
    const pages = [open({}, { without: [missing] }), open({}, { without: [missing] })];
    await clock.until(() => pages.every(({ isOpen }) => isOpen));
    assert.equal(server.streams.size, 2);
  });
}

test('tabs of different users, servers or names share nothing, and those of one user do', async () => {
  const { server, clock, open } = world((given) => (given.user = (token) => token));
  const all = [
    {}, {}, { shared: 'alice' }, { shared: 'alice' }, { shared: 'bob' }, { url: '/other' },
    { token: jwt({ sub: 'alice' }) }, { token: async () => jwt({ sub: 'alice', exp: 2e9 }) }, { token: jwt({ sub: 'bob' }) },
    { token: 'opaque' }, { token: 'opaque' }, { shared: false },
  ].map((options) => open(options));
  await clock.until(() => all.every(({ isOpen }) => isOpen));
  assert.deepEqual(leaders(all), [true, false, true, false, true, true, true, false, true, true, true, true]);
  assert.equal(server.streams.size, 9);
});
