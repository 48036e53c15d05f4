package dev.realtime.client;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What is found by name at run time: the script, which is compressed only then.
 *
 * @since 0.1.0
 */
public final class ClientRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("dev/realtime/client/" + ClientScript.RESOURCE);
	}

}
