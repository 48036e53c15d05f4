/*
 * What a request has to carry so that the server knows who asks: a token, or a one-time ticket where no header can be
 * set, or nothing where cookies do. What fails is thrown as {reason, detail}.
 */
import { address } from './address.js';
import { refusalOf } from './reasons.js';

const MARGIN = 60_000;
const MAX_DELAY = 2_147_483_647;

function claims(token) {
  try {
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))) ?? {};
  } catch {
    return {};
  }
}

export function createAccess(env, options, onExpiry) {
  const here = new URL(options.url, env.location.href);
  let current;
  let place;
  let timer;

  async function load() {
    let given;
    try {
      given = await options.token();
    } catch (error) {
      throw { reason: 'token', detail: `${error}` };
    }
    const { token, expiresAt } = typeof given === 'string' ? { token: given } : given ?? {};
    const left = (expiresAt ? new Date(expiresAt) : claims(token).exp * 1000) - env.Date.now();
    env.clearTimeout(timer);
    if (left > 0) {
      timer = env.setTimeout(() => {
        current = undefined;
        onExpiry();
      }, Math.min(MAX_DELAY, left - Math.min(MARGIN, left / 5)));
    }
    return token;
  }

  function token() {
    if (typeof options.token !== 'function') {
      return options.token;
    }
    current ??= load().catch((error) => {
      current = undefined;
      throw error;
    });
    return current;
  }

  async function send(url, init, bearer, own) {
    const more = own && (typeof options.headers === 'function' ? await options.headers() : options.headers);
    return env.fetch(url.href, {
      credentials: options.credentials, ...init,
      headers: { ...init?.headers, ...more, ...bearer && { Authorization: `Bearer ${bearer}` } },
    });
  }

  async function ask(path, init, bearer) {
    const response = await send(path, init, bearer, true);
    if (!response.ok) {
      throw await refusalOf(response);
    }
    return response.json();
  }

  /** Where the streams are: here, or where the server says. */
  function base() {
    place ??= options.info ? ask(address(here, '/info')).then(
      ({ url, port, path }) => url ? new URL(url) : Object.assign(new URL(path, here), { port }),
      (error) => {
        if (error.reason !== 'not_offered') {
          throw error;
        }
        return here;
      },
    ) : here;
    return place;
  }

  async function ticket(bearer) {
    if (typeof options.ticket === 'function') {
      return options.ticket();
    }
    return (await ask(address(here, '/ticket'), { method: 'POST' }, bearer)).ticket;
  }

  return {
    token,
    here,
    /**
     * What a request needs.
     * @param bare whether no header can be set
     */
    async grant(bare) {
      const at = await base();
      const bearer = await token();
      const wanted = options.ticket ?? at !== here;
      const needed = bare ? bearer || wanted : wanted && !bearer;
      if (needed && options.ticket === false) {
        throw { reason: 'not_offered' };
      }
      return {
        base: at,
        ticket: needed ? await ticket(bearer) : undefined,
        fetch: (url, init) => send(url, init, bearer, at === here),
      };
    },
    /** Forgets the token. Whether there may be another one. */
    renew() {
      current = undefined;
      return typeof options.token === 'function';
    },
    /** Forgets where the streams were. */
    relocate() {
      place = undefined;
    },
    /** Who the token says the user is; undefined if it does not say. */
    async subject() {
      const { iss, sub } = claims(await token());
      return sub && JSON.stringify([iss, sub]);
    },
    close: () => env.clearTimeout(timer),
  };
}
