package dev.realtime.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key and a certificate for 127.0.0.1 that nobody else has, in files.
 *
 * @param key the key, PEM
 * @param certificate the certificate, PEM
 */
record TlsFiles(Path key, Path certificate) {

	private static final char[] PASSWORD = "password".toCharArray();

	static TlsFiles create(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
		Path store = directory.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "redis", "-keyalg", "RSA", "-dname", "CN=127.0.0.1", "-ext",
				"SAN=ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(),
				"-storepass", new String(PASSWORD))
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("keytool.log").toFile())
			.start();
		assertThat(keytool.waitFor()).isZero();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD);
		}
		return new TlsFiles(
				write(directory.resolve("key.pem"), "PRIVATE KEY", keys.getKey("redis", PASSWORD).getEncoded()),
				write(directory.resolve("certificate.pem"), "CERTIFICATE", keys.getCertificate("redis").getEncoded()));
	}

	private static Path write(Path file, String kind, byte[] bytes) throws IOException {
		String text = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(bytes);
		return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
	}

}
