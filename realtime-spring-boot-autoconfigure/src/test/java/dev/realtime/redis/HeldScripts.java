package dev.realtime.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Keeps what is to be run until the test replies.
 */
final class HeldScripts implements ScriptRunner {

	final List<Call> calls = new ArrayList<>();

	@Override
	public <T> CompletableFuture<T> run(Script script, byte[]... arguments) {
		Call call = new Call(script,
				Stream.of(arguments).map((bytes) -> new String(bytes, StandardCharsets.UTF_8)).toList(),
				new CompletableFuture<>());
		this.calls.add(call);
		@SuppressWarnings("unchecked")
		CompletableFuture<T> reply = (CompletableFuture<T>) call.reply();
		return reply;
	}

	Call last() {
		return this.calls.get(this.calls.size() - 1);
	}

	record Call(Script script, List<String> arguments, CompletableFuture<Object> reply) {

	}

}
