package dev.realtime.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Comparator;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A certificate for {@code localhost}, made by the JDK, for a server and for those who
 * connect to it.
 */
public final class TlsFixture {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static final KeyStore KEYS = keys();

	private TlsFixture() {
	}

	private static KeyStore keys() {
		try {
			Path directory = Files.createTempDirectory("tls");
			Path store = directory.resolve("store.p12");
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "server", "-keyalg", "RSA", "-dname", "CN=localhost", "-validity", "2",
					"-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
				.redirectErrorStream(true)
				.redirectOutput(directory.resolve("keytool.log").toFile())
				.start();
			assertThat(keytool.waitFor()).isZero();
			KeyStore keys = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(store)) {
				keys.load(in, PASSWORD);
			}
			try (Stream<Path> files = Files.walk(directory)) {
				for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(file);
				}
			}
			return keys;
		}
		catch (GeneralSecurityException | IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The properties of an SSL bundle.
	 * @param name its name
	 * @param directory where its key store may be
	 */
	static String[] bundle(String name, Path directory) {
		Path store = directory.resolve("store.p12");
		try (OutputStream out = Files.newOutputStream(store)) {
			KEYS.store(out, PASSWORD);
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
		String prefix = "spring.ssl.bundle.jks." + name + ".keystore.";
		return new String[] { prefix + "location=" + store.toUri(), prefix + "password=" + new String(PASSWORD),
				prefix + "type=PKCS12" };
	}

	/**
	 * Write what a proxy wants.
	 * @param certificate where to write the certificate and the key, one after the other
	 * @param key where to write the key alone
	 */
	public static void pem(Path certificate, Path key) {
		try {
			String keyText = pem("PRIVATE KEY", KEYS.getKey("server", PASSWORD).getEncoded());
			Files.writeString(key, keyText);
			Files.writeString(certificate, pem("CERTIFICATE", KEYS.getCertificate("server").getEncoded()) + keyText);
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String what, byte[] encoded) {
		Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
		return "-----BEGIN " + what + "-----\n" + encoder.encodeToString(encoded) + "\n-----END " + what + "-----\n";
	}

	static SslContext server() {
		try {
			KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			managers.init(KEYS, PASSWORD);
			return SslContextBuilder.forServer(managers).build();
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A client of Netty's, whatever name it connects to. */
	static SslContext nettyClient() {
		try {
			return SslContextBuilder.forClient()
				.trustManager((X509Certificate) KEYS.getCertificate("server"))
				.endpointIdentificationAlgorithm(null)
				.build();
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static SSLContext client() {
		try {
			TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
			trusted.load(null, null);
			trusted.setCertificateEntry("server", KEYS.getCertificate("server"));
			managers.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, managers.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Socket socket() {
		try {
			return client().getSocketFactory().createSocket();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
