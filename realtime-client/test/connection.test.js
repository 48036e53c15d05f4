import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { world } from './support/page.js';

const alone = { shared: false };

for (const transport of ['websocket', 'sse', 'poll']) {
  describe(transport, () => {
    const options = { ...alone, transports: [transport] };

    test('events come, also those that were missed while the connection was away', async () => {
      const { server, clock, open } = world();
      const page = open(options);
      const seen = page.follow('a');
      await clock.until(() => page.isOpen);
      assert.deepEqual(seen.ready, [false]);
      server.publish('a', 1);
      await clock.until(() => seen.events.length === 1);
      server.cut();
      server.publish('a', 2);
      await clock.until(() => seen.events.length === 2);
      assert.deepEqual(seen.payloads, [1, 2]);
      assert.equal(page.rt.status.reconnects, transport === 'poll' ? 0 : 1);
    });

    test('topics can be added and dropped while it is open', async () => {
      const { server, clock, open } = world();
      const page = open(options);
      const first = page.follow('a');
      await clock.until(() => page.isOpen);
      const second = page.follow('b');
      await clock.until(() => second.ready.length === 1);
      server.publish('a', 1);
      server.publish('b', 2);
      await clock.until(() => first.events.length === 1 && second.events.length === 1);
      first.subscription.unsubscribe();
      await clock.advance(1000);
      server.publish('a', 3);
      server.publish('b', 4);
      await clock.until(() => second.events.length === 2);
      assert.equal(first.events.length, 1);
      assert.deepEqual(page.states.filter((state) => state.startsWith('waiting')), [], 'it was never away');
    });

    test('subscriptions to one topic share it, and the last one drops it', async () => {
      const { server, clock, open } = world();
      const page = open(options);
      const one = page.follow('a');
      const two = page.follow('a');
      page.follow('b');
      await clock.until(() => two.ready.length === 1);
      one.subscription.unsubscribe();
      one.subscription.unsubscribe();
      server.publish('a', 1);
      await clock.until(() => two.events.length === 1);
      two.subscription.unsubscribe();
      await clock.advance(1000);
      server.publish('a', 2);
      await clock.advance(1000);
      assert.deepEqual([one.payloads, two.payloads], [[], [1]]);
      assert.ok([...server.streams].every(({ follows }) => !follows.has('a')));
    });

    test('a subscription begins where its cursor is, and the others are not given anything again', async () => {
      const { server, clock, open } = world();
      const before = server.publish('a', 0);
      server.publish('a', 1);
      const page = open(options);
      const live = page.follow('a');
      await clock.until(() => page.isOpen);
      server.publish('a', 2);
      await clock.until(() => live.events.length === 1);
      const late = page.follow('a', { since: before.id });
      await clock.until(() => late.events.length === 2);
      server.publish('a', 3);
      await clock.until(() => late.events.length === 3 && live.events.length === 2);
      assert.deepEqual([live.payloads, late.payloads], [[2, 3], [1, 2, 3]]);
      assert.equal(page.events.length, 2, 'listeners for everything hear each event once');
    });

    test('a gap is told, to those whose events are missing', async () => {
      const { server, clock, open } = world((given) => given.retention.set('a', 1));
      const page = open(options);
      const trimmed = page.follow('a');
      const whole = page.follow('b');
      await clock.until(() => page.isOpen);
      server.publish('a', 0);
      await clock.until(() => trimmed.events.length === 1);
      server.ways[transport] = 'refused';
      server.cut();
      [1, 2, 3].forEach((payload) => server.publish('a', payload));
      server.publish('b', 4);
      server.ways[transport] = 'ok';
      await clock.until(() => trimmed.gaps.length === 1 && whole.events.length === 1);
      server.publish('a', 5);
      await clock.until(() => trimmed.payloads.includes(5));
      assert.deepEqual([trimmed.gaps, whole.gaps, page.gaps], [['trimmed'], [], [{ topic: 'a', reason: 'trimmed' }]]);
    });

    test('a forbidden topic is told and dropped, and the others stay', async () => {
      const { server, clock, open } = world((given) => given.forbidden.add('secret'));
      const page = open(options);
      const secret = page.follow('secret');
      const seen = page.follow('a');
      await clock.until(() => secret.errors.length === 1 && seen.ready.length === 1);
      server.publish('a', 1);
      await clock.until(() => seen.events.length === 1);
      assert.deepEqual(secret.errors, ['forbidden']);
      assert.deepEqual(page.errors.map(({ code, topic }) => [code, topic]), [['forbidden', 'secret']]);
      server.forbidden.clear();
      page.rt.reconnect();
      await clock.until(() => secret.ready.length === 1);
    });

    test('ephemeral events come, and move no cursor', async () => {
      const { server, clock, open } = world();
      const page = open(options);
      const seen = page.follow('a');
      await clock.until(() => page.isOpen);
      server.publish('a', 1);
      await clock.until(() => seen.events.length === 1);
      const { cursor } = page.rt.status;
      server.publish('a', 2, { ephemeral: true });
      await clock.advance(100);
      assert.equal(page.rt.status.cursor, cursor);
      assert.deepEqual(seen.payloads, transport === 'poll' ? [1] : [1, 2]);
    });

    test('a message is answered, or refused with the server\'s code', async () => {
      const { server, clock, open } = world();
      server.handle = ({ type, payload }) => type === 'no'
        ? { error: { code: 'read_only', message: 'This room is read-only', temporary: false } } : { payload: { said: payload } };
      const page = open(options);
      page.follow('a');
      const answer = page.rt.send('yes', 1);
      const refused = assert.rejects(page.rt.send('no', 2), { code: 'read_only', message: 'This room is read-only', temporary: false });
      await clock.advance(2000);
      assert.deepEqual(await answer, { said: 1 });
      await refused;
      assert.match(answer.id, /^[A-Za-z0-9.]{8,64}$/);
      assert.ok(page.rt.status.latency > 0);
    });

    test('nothing is left when it was closed', async () => {
      const { server, clock, open } = world();
      const page = open(options);
      page.follow('a');
      await clock.until(() => page.isOpen);
      server.answersMessages = false;
      const unanswered = assert.rejects(page.rt.send('x'), { code: 'closed', temporary: false });
      page.rt.close();
      page.rt.close();
      await clock.advance(100);
      await unanswered;
      assert.equal(page.tab.timers.size, 0);
      assert.equal(server.streams.size, 0);
      assert.equal(page.state, 'closed');
      assert.deepEqual(page.closes, [{ reason: 'closed' }]);
    });
  });
}

describe('the cascade', () => {
  test('falls to server-sent events and to polls, with the cursor', async () => {
    const { server, clock, open } = world();
    const page = open(alone);
    const seen = page.follow('a');
    await clock.until(() => page.isOpen);
    server.publish('a', 1);
    await clock.until(() => seen.events.length === 1);
    for (const [gone, next] of [['websocket', 'sse'], ['sse', 'poll']]) {
      server.ways[gone] = 'refused';
      server.cut();
      server.publish('a', next);
      await clock.until(() => page.isOpen && page.rt.status.transport === next);
      await clock.until(() => seen.payloads.at(-1) === next);
    }
    assert.deepEqual(seen.payloads, [1, 'sse', 'poll']);
    assert.deepEqual(seen.gaps, []);
  });

  test('moves on when nothing is said for four seconds, and says that a proxy buffers', async () => {
    const { clock, open, server } = world();
    Object.assign(server.ways, { websocket: 'silent', sse: 'buffered' });
    const page = open(alone);
    page.follow('a');
    await clock.until(() => page.isOpen, 8_500);
    assert.equal(page.rt.status.transport, 'poll');
    assert.deepEqual(page.errors.map(({ code, transport }) => [code, transport]), [['buffered', 'sse']]);
    assert.equal(page.tab.warnings.length, 1);
  });

  test('moves on when streams open and then fall silent', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['sse', 'poll'] });
    page.follow('a');
    for (let reconnects = 0; reconnects < 2; reconnects++) {
      await clock.until(() => page.isOpen && page.rt.status.reconnects === reconnects);
      server.streams.forEach((stream) => (stream.stalled = true));
    }
    await clock.until(() => page.isOpen && page.rt.status.transport === 'poll');
    assert.deepEqual(page.errors.map(({ code }) => code), ['buffered']);
  });

  test('a machine that sleeps now and then is no proxy that buffers', async () => {
    const { clock, open } = world();
    const page = open(alone);
    page.follow('a');
    for (let slept = 0; slept < 3; slept++) {
      await clock.until(() => page.isOpen);
      await clock.advance(60_000);
      clock.sleep(3_600_000);
      await clock.until(() => page.state === 'waiting' && page.rt.status.reason === 'silent', 11_000);
    }
    await clock.until(() => page.isOpen);
    assert.equal(page.rt.status.transport, 'websocket');
    assert.deepEqual(page.errors, []);
  });

  test('remembers for other pages what worked', async () => {
    const { clock, open, server } = world();
    server.ways.websocket = 'refused';
    const page = open(alone);
    page.follow('a');
    await clock.until(() => page.isOpen);
    server.handshakes.length = 0;
    const other = open(alone);
    other.follow('a');
    await clock.until(() => other.isOpen);
    assert.deepEqual(server.handshakes.map(({ transport }) => transport), ['sse']);
  });

  test('returns to a better transport after the server was away', async () => {
    const { clock, open, server } = world();
    const page = open(alone);
    page.follow('a');
    await clock.until(() => page.isOpen);
    server.ways.websocket = 'refused';
    server.cut();
    await clock.until(() => page.isOpen && page.rt.status.transport === 'sse');
    server.ways.websocket = 'ok';
    await clock.until(() => page.isOpen && page.rt.status.transport === 'websocket', 32_000);
  });

  test('skips what the server does not offer, and ends where it offers nothing', async () => {
    const { clock, open, server } = world();
    Object.assign(server.ways, { sse: 'missing' });
    const page = open({ ...alone, transports: ['sse', 'poll'] });
    page.follow('a');
    await clock.until(() => page.isOpen, 1000);
    assert.equal(page.rt.status.transport, 'poll');
    server.ways.poll = 'missing';
    const other = open({ ...alone, transports: ['sse', 'poll'] });
    other.follow('a');
    await clock.until(() => other.state === 'closed');
    assert.deepEqual(other.closes, [{ reason: 'not_offered', detail: 'HTTP 404' }]);
  });

  test('what was offered once comes back, whatever a proxy says while the server is away', async () => {
    const { clock, open, server } = world();
    server.ways.websocket = 'refused';
    const page = open(alone);
    const seen = page.follow('a');
    await clock.until(() => page.isOpen);
    Object.assign(server.ways, { sse: 'missing', poll: 'missing' });
    server.cut();
    await clock.advance(60_000);
    Object.assign(server.ways, { sse: 'ok', poll: 'ok' });
    server.publish('a', 1);
    await clock.until(() => seen.events.length === 1);
  });

  test('uses the browser\'s own EventSource where fetched bodies cannot be read', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['sse'] }, { without: ['ReadableStream'] });
    const seen = page.follow('a');
    await clock.until(() => page.isOpen);
    server.publish('a', 1);
    await clock.until(() => seen.events.length === 1);
    server.cut();
    server.publish('a', 2);
    await clock.until(() => seen.events.length === 2);
    assert.ok(server.handshakes.every(({ url }) => url.searchParams.get('errors') === 'stream'));
    server.forbidden.add('secret');
    const secret = page.follow('secret');
    await clock.until(() => secret.errors.length === 1 && page.isOpen);
    assert.deepEqual(secret.errors, ['forbidden']);
    server.refusals.push({ reason: 'replaced' });
    server.cut();
    await clock.until(() => page.state === 'waiting' && page.rt.status.reason === 'replaced');
  });
});

describe('when the server refuses or closes', () => {
  for (const reason of ['unauthorized', 'bad_request', 'too_many_connections', 'closed_by_app']) {
    test(`${reason}: it stops, and comes back when the user acts`, async () => {
      const { clock, open, server } = world();
      const page = open(alone);
      page.follow('a');
      await clock.until(() => page.isOpen);
      server.streams.forEach((stream) => stream.close(reason));
      await clock.until(() => page.state === 'closed');
      assert.deepEqual(page.closes, [{ reason, detail: undefined }]);
      const handshakes = server.handshakes.length;
      await clock.advance(600_000);
      page.tab.fireDocument('visibilitychange', false);
      page.tab.network(true);
      await clock.advance(60_000);
      assert.equal(server.handshakes.length, handshakes);
      page.rt.reconnect();
      await clock.until(() => page.isOpen);
    });
  }

  test('replaced: it stays away until the tab becomes visible', async () => {
    const { clock, open, server } = world();
    const page = open(alone);
    page.follow('a');
    await clock.until(() => page.isOpen);
    server.streams.forEach((stream) => stream.close('replaced'));
    await clock.until(() => page.state === 'waiting');
    await clock.advance(600_000);
    assert.equal(page.rt.status.reason, 'replaced');
    assert.equal(page.rt.status.retryAt, undefined);
    page.tab.fireDocument('visibilitychange', true);
    await clock.advance(60_000);
    assert.equal(page.state, 'waiting');
    page.tab.fireDocument('visibilitychange', false);
    await clock.until(() => page.isOpen);
  });

  for (const reason of ['slow', 'timeout', 'rotated', 'unavailable', 'too_big']) {
    test(`${reason}: it comes back and resumes`, async () => {
      const { clock, open, server } = world();
      const page = open(alone);
      const seen = page.follow('a');
      await clock.until(() => page.isOpen);
      server.streams.forEach((stream) => stream.close(reason));
      server.publish('a', 1);
      await clock.until(() => seen.events.length === 1);
      assert.ok(page.states.includes(`waiting (${reason})`));
    });
  }

  test('what the server says of when to come back counts', async () => {
    const { clock, open, server } = world();
    const page = open(alone);
    page.follow('a');
    await clock.until(() => page.isOpen);
    server.streams.forEach((stream) => stream.close('draining', 7000));
    await clock.until(() => page.state === 'waiting');
    assert.ok(Math.abs(page.rt.status.retryAt - clock.now - 7000) < 100);
    const before = server.handshakes.length;
    await clock.advance(6800);
    assert.equal(server.handshakes.length, before);
    await clock.until(() => page.isOpen, 1000);
  });

  test('Retry-After of a refused stream counts', async () => {
    const { clock, open, server } = world();
    server.refusals.push({ reason: 'unavailable', status: 503, retryAfterMs: 3000 });
    const page = open({ ...alone, transports: ['sse'] });
    page.follow('a');
    await clock.until(() => page.state === 'waiting');
    assert.ok(page.rt.status.retryAt - clock.now > 2900);
    await clock.until(() => page.isOpen);
  });

  test('who is told to come back at once backs off all the same', async () => {
    const { clock, open, server } = world();
    server.sse = () => new Response('', { status: 503, headers: { 'Retry-After': '0' } });
    const page = open({ ...alone, transports: ['sse'] }, { random: () => 1 });
    page.follow('a');
    await clock.advance(10_000);
    assert.ok(server.requests.length < 6, `${server.requests.length} requests`);
  });

  test('it backs off, never gives up, and begins anew after half a minute of stability', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['websocket'] }, { random: () => 1 });
    page.follow('a');
    await clock.until(() => page.isOpen);
    server.ways.websocket = 'refused';
    server.cut();
    await clock.advance(300_000);
    server.ways.websocket = 'ok';
    await clock.until(() => page.isOpen, 21_000);
    await clock.advance(31_000);
    server.cut();
    await clock.until(() => page.state === 'waiting');
    assert.ok(page.rt.status.retryAt - clock.now <= 500);
  });
});

describe('the network and the page', () => {
  test('a connection that says nothing for longer than heartbeat and ten seconds is dead', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['websocket'] });
    const seen = page.follow('a');
    await clock.until(() => page.isOpen);
    server.streams.forEach((stream) => (stream.stalled = true));
    await clock.advance(24_000);
    assert.equal(page.state, 'open');
    server.publish('a', 1);
    await clock.until(() => seen.events.length === 1, 8000);
    assert.ok(page.states.includes('waiting (silent)'));
  });

  test('a page that is hidden for long notices it as soon', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['websocket'] });
    page.follow('a');
    await clock.until(() => page.isOpen);
    page.tab.throttled = true;
    await clock.advance(600_000);
    await clock.until(() => clock.now % 60_000 < 50 && clock.now % 60_000 >= 0);
    await clock.advance(45_000);
    server.streams.forEach((stream) => (stream.stalled = true));
    await clock.until(() => page.rt.status.reason === 'silent', 36_000);
    await clock.until(() => page.isOpen, 21_000);
  });

  test('offline is said at once, and online connects at once', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['websocket'] }, { random: () => 1 });
    const seen = page.follow('a');
    await clock.until(() => page.isOpen);
    page.tab.network(false);
    assert.equal(page.state, 'offline');
    server.publish('a', 1);
    await clock.advance(100_000);
    assert.equal(page.state, 'offline');
    page.tab.network(true);
    await clock.until(() => seen.events.length === 1, 100);
  });

  test('after a sleep the last byte is looked at when the tab becomes visible', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['websocket'] });
    page.follow('a');
    await clock.until(() => page.isOpen);
    server.streams.forEach((stream) => (stream.stalled = true));
    const handshakes = server.handshakes.length;
    clock.sleep(60_000);
    page.tab.fireDocument('visibilitychange', false);
    assert.equal(page.rt.status.reason, 'silent');
    await clock.until(() => server.handshakes.length > handshakes, 1000);
  });

  test('a tab in the back/forward cache holds nothing, and catches up when it is shown again', async () => {
    const { clock, open, server } = world();
    const page = open({});
    const seen = page.follow('a');
    await clock.until(() => page.isOpen);
    page.tab.fire('pagehide', { persisted: true });
    await clock.advance(10);
    assert.deepEqual([page.tab.timers.size, page.tab.channels.size, server.streams.size], [0, 0, 0]);
    assert.ok(page.tab.browser.holder('realtime').every((holder) => holder === undefined));
    server.publish('a', 1);
    page.tab.fire('pageshow', { persisted: true });
    await clock.until(() => seen.events.length === 1);
  });

  test('connections that are cut while quiet are reported, and kept alive', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['websocket'] });
    page.follow('a');
    server.idleLimit = 6000;
    await clock.until(() => page.errors.length === 1, 60_000);
    assert.equal(page.errors[0].code, 'idle_timeout');
    assert.ok(Math.abs(page.errors[0].idleMs - 6000) < 100);
    await clock.until(() => page.isOpen);
    const { reconnects } = page.rt.status;
    await clock.advance(120_000);
    assert.equal(page.rt.status.reconnects, reconnects);
  });

  test('where quiet streams are cut, polls are shorter than that', async () => {
    const { clock, open, server } = world();
    const page = open({ ...alone, transports: ['sse', 'poll'] });
    page.follow('a');
    server.idleLimit = 6000;
    await clock.until(() => page.isOpen && page.rt.status.transport === 'poll', 60_000);
    await clock.advance(10_000);
    assert.equal(server.requests.at(-1).url.searchParams.get('timeout'), '3');
  });
});

test('what a handler throws is reported, and disturbs nobody', async () => {
  const { clock, open, server } = world();
  const page = open(alone);
  page.rt.on('event', () => {
    throw new Error('first');
  });
  page.rt.subscribe('a', () => {
    throw new Error('second');
  });
  const seen = page.follow('a');
  await clock.until(() => page.isOpen);
  server.publish('a', 1);
  await clock.until(() => seen.events.length === 1);
  assert.deepEqual(page.tab.errors.map(({ message }) => message), ['first', 'second']);
});

test('a listener hears nothing after it was removed', async () => {
  const { clock, open } = world();
  const page = open(alone);
  const heard = [];
  const remove = page.rt.on('state', ({ state }) => heard.push(state));
  remove();
  page.follow('a');
  await clock.until(() => page.isOpen);
  assert.deepEqual(heard, []);
});

test('a WebSocket without topics is open, and a stream without topics waits for one', async () => {
  const { clock, open } = world();
  const socket = open({ ...alone, transports: ['websocket'] });
  const stream = open({ ...alone, transports: ['sse'] });
  await clock.until(() => socket.isOpen && stream.rt.status.reason === 'no_topics');
  stream.follow('a');
  await clock.until(() => stream.isOpen, 1000);
});

test('many topics do not make the address of a WebSocket long', async () => {
  const { clock, open, server } = world();
  const page = open({ ...alone, transports: ['websocket'] });
  const seen = Array.from({ length: 100 }, (_, index) => page.follow(`a-rather-long-name-of-a-topic.${'x'.repeat(50)}.${index}`));
  await clock.until(() => seen.every(({ ready }) => ready.length === 1));
  assert.ok(server.handshakes[0].url.href.length < 4000);
});

test('who was sent away does not come back with the network', async () => {
  const { clock, open, server } = world();
  const page = open(alone);
  await clock.until(() => page.isOpen);
  server.streams.forEach((stream) => stream.close('replaced'));
  await clock.until(() => page.state === 'waiting');
  const handshakes = server.handshakes.length;
  page.tab.network(false);
  page.tab.network(true);
  await clock.advance(60_000);
  assert.equal(server.handshakes.length, handshakes);
});

test('a message that is too big is said to be, and the connection comes back', async () => {
  const { clock, open, server } = world();
  server.answersMessages = false;
  const page = open(alone);
  await clock.until(() => page.isOpen);
  const sent = assert.rejects(page.rt.send('x', 'too long'), { code: 'too_big', temporary: false });
  await clock.advance(10);
  server.streams.forEach((stream) => stream.close('too_big'));
  await clock.advance(10);
  await sent;
  await clock.until(() => page.isOpen);
});

test('a topic that cannot be subscribed to now is asked for again', async () => {
  const { clock, open, server } = world();
  const page = open({ ...alone, transports: ['websocket'] });
  await clock.until(() => page.isOpen);
  server.busy = 1;
  const seen = page.follow('a');
  await clock.advance(900);
  assert.deepEqual(seen.ready, []);
  await clock.until(() => seen.ready.length === 1, 200);
});

test('a subscription that was not answered leaves no timer behind when the connection breaks', async () => {
  const { clock, open, server } = world();
  const page = open({ ...alone, transports: ['websocket'] });
  await clock.until(() => page.isOpen);
  page.follow('a');
  await clock.advance(12);
  page.rt.close();
  assert.equal(page.tab.timers.size, 0);
});
