/** Calls what applications gave us: what it throws is reported, as the browser does it, and disturbs nobody else. */
export function call(env, handler, value) {
  try {
    handler?.(value);
  } catch (error) {
    (env.reportError ?? env.console.error)(error);
  }
}

export function createEmitter(env) {
  const listeners = new Map();
  return {
    on(name, listener) {
      const added = { listener };
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(added));
      return () => all.delete(added);
    },
    emit(name, value) {
      [...listeners.get(name) ?? []].forEach(({ listener }) => call(env, listener, value));
    },
  };
}
