package dev.realtime.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * The browser client of this version, in memory, plain and compressed: a server that
 * compresses by itself may leave alone what has a strong entity tag, as Tomcat does.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class ClientScript {

	/** Under the path of the endpoints. */
	public static final String NAME = "/client.js";

	/** As in the header {@code Allow}. */
	public static final String METHODS = "GET, HEAD";

	static final String RESOURCE = "realtime.js";

	private final ScriptFile plain;

	private final ScriptFile compressed;

	ClientScript(byte[] script) {
		String digest = digest(script);
		this.plain = new ScriptFile(script, digest, null);
		this.compressed = new ScriptFile(compressed(script), digest + "-gzip", "gzip");
	}

	/**
	 * Load the script that belongs to this library.
	 * @return the script
	 */
	public static ClientScript load() {
		try (InputStream in = ClientScript.class.getResourceAsStream(RESOURCE)) {
			if (in == null) {
				throw new IllegalStateException(
						"This build of the library lacks " + RESOURCE + "; realtime.client.enabled=false does without");
			}
			return new ClientScript(in.readAllBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The file for a client.
	 * @param acceptEncoding the values of its {@code Accept-Encoding} header
	 * @return the smallest that it understands
	 */
	public ScriptFile fileFor(List<String> acceptEncoding) {
		return acceptsGzip(String.join(",", acceptEncoding)) ? this.compressed : this.plain;
	}

	private static boolean acceptsGzip(String header) {
		for (String coding : header.split(",")) {
			String[] parts = coding.split(";");
			if (parts[0].strip().equalsIgnoreCase("gzip")) {
				return parts.length < 2 || !parts[1].strip().matches("[qQ]=0(?:\\.0*)?");
			}
		}
		return false;
	}

	/** Of what is in it: nodes of one version agree, and another version has another. */
	private static String digest(byte[] script) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(script), 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] compressed(byte[] script) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
			gzip.write(script);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

}
