package dev.realtime.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What the engine finds by name at run time: its scripts, and what it keeps as JSON.
 *
 * @since 0.1.0
 */
public final class RedisRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("dev/realtime/redis/*.lua");
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), TicketText.class);
	}

}
