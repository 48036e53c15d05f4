package dev.realtime.sample.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files that the documentation has one deploy.
 */
final class Yaml {

	static final Path DOCS = Path.of("..", "docs");

	private Yaml() {
	}

	/**
	 * Read a file.
	 * @param file its path below the documentation's
	 * @return its documents, with what they merge
	 */
	static List<JsonNode> read(String file) {
		List<JsonNode> documents = new ArrayList<>();
		try {
			for (Object document : new org.yaml.snakeyaml.Yaml().loadAll(Files.readString(DOCS.resolve(file)))) {
				documents.add(JsonMapper.shared().valueToTree(document));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return documents;
	}

}
