export function createEmitter(env) {
  const listeners = {};

  /** Calls what the application gave us: what it throws is reported, as the browser does it, and disturbs nobody else. */
  function call(handler, value) {
    try {
      handler?.(value);
    } catch (error) {
      (env.reportError ?? env.console.error)(error);
    }
  }

  return {
    call,
    on(name, listener) {
      const added = { listener };
      const all = listeners[name] ??= new Set();
      all.add(added);
      return () => all.delete(added);
    },
    emit(name, value) {
      [...listeners[name] ?? []].forEach(({ listener }) => call(listener, value));
    },
  };
}
