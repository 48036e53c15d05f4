/**
 * Browser client of the Realtime Spring Boot Starter.
 *
 * One API over WebSocket, server-sent events and long polling. It reconnects by itself, resumes where it was, and tells
 * of a gap when something could not be replayed. By default all tabs of a browser share one connection.
 */

/** Opens a connection, and keeps it. Nothing is thrown later: what goes wrong is an `error`, a `close`, or a rejection. */
export function connect(options?: Options): Realtime;

export type TransportName = 'websocket' | 'sse' | 'poll';

export interface Options {
  /** Where the endpoints are: a path of this page's origin, or a whole address of another one. `/realtime` by default. */
  url?: string | URL;
  /**
   * A bearer token, or a function that gets one. A function is asked again before the token ends (`expiresAt`, or the
   * `exp` of a JSON web token), and when the server does not accept the one it has. Left out where cookies say who the user is.
   */
  token?: string | (() => Token | Promise<Token>);
  /**
   * Whether to open streams with one-time tickets of `POST {url}/ticket`, or a
   * function that gets one. By default: for WebSockets where there is a token, and for everything where `info` told of
   * another server. `false` never does.
   */
  ticket?: boolean | (() => string | Promise<string>);
  /** Whether to ask `GET {url}/info` where the streams are, as servlet applications with a `realtime.server.port` need it. */
  info?: boolean;
  /** Which transports to use, best first: `['websocket', 'sse', 'poll']` by default. */
  transports?: TransportName[];
  /**
   * Whether tabs share one connection: `true` by default. Tabs with the same `url` and the same user do; the user is the
   * `iss` and `sub` of the token (tabs with tokens of another kind share nothing), or whoever the cookies say. Give a
   * text that differs from user to user, the name for instance, where that is not enough: where another user may log in
   * while pages of the one before are still open, or for tokens of another kind. `false` shares nothing.
   */
  shared?: boolean | string;
  /** Headers for the requests to `url`, a CSRF token for instance, or a function that gets them. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** As for `fetch`: `same-origin` by default; `include` for cookies of another origin. */
  credentials?: RequestCredentials;
}

export type Token = string | { token: string; expiresAt?: number | string | Date } | null | undefined;

export interface Realtime {
  /** Subscribes to a topic. Any number of subscriptions share what the server sends; each gets every event once. */
  subscribe<P = unknown>(topic: string, handlers: Handlers<P> | ((event: RealtimeEvent<P>) => void)): Subscription;
  /**
   * Sends a message to the handler of its type. Up to fifty messages wait for a connection, or for their answer.
   * @returns what the handler returned; rejected with a {@link MessageError}. Its `id` is the `messageId` of events
   * that the message causes.
   */
  send<R = unknown>(type: string, payload?: unknown, options?: SendOptions): Promise<R> & { readonly id: string };
  /** Publishes an event, where a rule of the server lets clients do so. */
  publish(topic: string, type: string, data?: unknown, options?: SendOptions): Promise<{ id?: string }> & { readonly id: string };
  /** Listens; the function that is returned ends it. */
  on<N extends keyof Listened>(name: N, listener: (value: Listened[N]) => void): () => void;
  readonly state: State;
  readonly status: Status;
  /** Connects now: instead of waiting, after the server sent this client away, or to ask for refused topics once more. */
  reconnect(): void;
  /** Ends it for good. What was not answered is rejected with the code `closed`. */
  close(): void;
}

/**
 * `waiting` comes back by itself: at `retryAt`, or, if that is missing, when the tab becomes visible (reason `replaced`),
 * when it is shown again (`hidden`) or when there is a topic (`no_topics`). `closed` does not, unless by `reconnect()`.
 */
export type State = 'connecting' | 'open' | 'waiting' | 'offline' | 'closed';

export interface Status {
  readonly state: State;
  readonly transport?: TransportName;
  /** The server's name for the connection. */
  readonly connection?: string;
  /** Where the connection is; good as `since`, but for a topic whose earlier events are still being given for a `since` of its own. */
  readonly cursor?: string;
  /** Whether this tab has the connection. */
  readonly leader: boolean;
  /** How often the connection was lost and came back. */
  readonly reconnects: number;
  /** Why it is not open: the protocol's word, or `unreachable`, `lost`, `silent`, `no_answer`, `buffered`, `token`, `offline`, `hidden`, `no_topics`, `not_offered`. */
  readonly reason?: string;
  /** When the next attempt follows, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** How long the last answered message took, in milliseconds. */
  readonly latency?: number;
}

export interface Handlers<P = unknown> {
  onEvent?(event: RealtimeEvent<P>): void;
  /** Some events could not be replayed: load a snapshot. What follows is live. */
  onGap?(gap: Gap): void;
  /** The topic was refused: `forbidden`, `bad_topic` … It is not asked for again before `reconnect()` or another subscription. */
  onError?(error: { topic: string; code: string }): void;
  /** The server follows the topic from now on. With `resumed` what was missed since the cursor follows. */
  onReady?(ready: { topic: string; resumed: boolean }): void;
  /** The `id` of the last event that is known, to be given what came after it; without it from now on. */
  since?: string;
}

export interface RealtimeEvent<P = unknown> {
  readonly type: string;
  readonly topic: string;
  /** Place in the log; ephemeral events have none. */
  readonly id?: string;
  /** When it was published, in milliseconds since the epoch. */
  readonly timestamp: number;
  readonly payload: P;
  /** The `id` of the message that caused it. */
  readonly messageId?: string;
}

export interface Gap {
  readonly topic: string;
  readonly reason: 'unknown' | 'forked' | 'trimmed' | 'limit';
}

export interface Subscription {
  readonly topic: string;
  unsubscribe(): void;
}

export interface SendOptions {
  /** How long the answer may take, the wait for a connection included: 10,000 milliseconds by default. */
  timeout?: number;
}

export interface Listened {
  state: Status;
  /** Every event of this tab's topics, and of the user's own topic, which needs no subscription; none a second time for a later `since` of a topic that it follows all the while. */
  event: RealtimeEvent;
  gap: Gap;
  error: Trouble;
  /** It will not come back by itself: the server's reason, or `closed` after `close()`. */
  close: { reason: string; detail?: string };
}

/**
 * What went wrong besides the loss of a connection. Codes of this client: `buffered` (a proxy keeps the stream back; the
 * next transport follows), `idle_timeout` (something in between cuts quiet connections before the heartbeat), `token`
 * (the function failed). Else the server's; with a `topic`, that was refused.
 */
export interface Trouble {
  readonly code: string;
  readonly message?: string;
  readonly topic?: string;
  readonly transport?: TransportName;
  readonly idleMs?: number;
}

/**
 * Why a message was not done. Codes of this client: `timeout`, `queue_full`, and `lost`: the connection went before the
 * answer came, so nobody knows whether it was done; all three are `temporary`. `closed` after `close()`. Where the server
 * ended the connection for good, its reason.
 */
export interface MessageError extends Error {
  readonly code: string;
  /** Whether it may succeed later. */
  readonly temporary: boolean;
  readonly retryAfterMs?: number;
}
