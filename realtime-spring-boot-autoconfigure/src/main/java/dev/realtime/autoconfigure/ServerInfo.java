package dev.realtime.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import dev.realtime.BusUnavailableException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says where the server beside the application's own is.
 *
 * @param port its port, or not more than 0 while it is not there
 * @param path the path under which its endpoints live
 * @param publicUrl the address of the endpoints, or empty
 */
record ServerInfo(IntSupplier port, String path, String publicUrl) implements Supplier<String> {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	@Override
	public String get() {
		int current = this.port.getAsInt();
		if (current <= 0) {
			throw new BusUnavailableException("The server has not started or has stopped", null);
		}
		Map<String, Object> info = new LinkedHashMap<>();
		info.put("port", current);
		info.put("path", this.path);
		if (!this.publicUrl.isEmpty()) {
			info.put("url", this.publicUrl);
		}
		return MAPPER.writeValueAsString(info);
	}

}
