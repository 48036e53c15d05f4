package dev.realtime.client;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * The script in one encoding, with the headers that it is sent with. Immutable.
 *
 * @since 0.1.0
 */
public final class ScriptFile {

	private static final MediaType TYPE = new MediaType("text", "javascript", StandardCharsets.UTF_8);

	private final byte[] content;

	private final String tag;

	private final HttpHeaders headers;

	ScriptFile(byte[] content, String version, @Nullable String encoding) {
		this.content = content;
		this.tag = '"' + version + '"';
		HttpHeaders all = new HttpHeaders();
		all.setContentType(TYPE);
		if (encoding != null) {
			all.set(HttpHeaders.CONTENT_ENCODING, encoding);
		}
		all.setETag(this.tag);
		// It speaks with the server of its own version, and is asked for again each time.
		all.setCacheControl(CacheControl.noCache());
		all.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING + ", " + HttpHeaders.ORIGIN);
		all.set("X-Content-Type-Options", "nosniff");
		this.headers = HttpHeaders.readOnlyHttpHeaders(all);
	}

	/**
	 * What is sent.
	 * @return the bytes, not to be changed
	 */
	public byte[] content() {
		return this.content;
	}

	/**
	 * The strong entity tag of this content in this encoding.
	 * @return the tag, in its quotation marks
	 */
	public String tag() {
		return this.tag;
	}

	/**
	 * What is said of it, without its length.
	 * @return the headers, which cannot be changed
	 */
	public HttpHeaders headers() {
		return this.headers;
	}

}
