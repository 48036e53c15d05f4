package dev.realtime.security;

import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/**
 * JSON web tokens, good ones and forged ones.
 */
public final class TestTokens {

	private static final RSAKey KEY = newKey();

	private static final RSAKey FOREIGN_KEY = newKey();

	private TestTokens() {
	}

	private static RSAKey newKey() {
		try {
			return new RSAKeyGenerator(2048).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static ReactiveJwtDecoder decoder() {
		try {
			return NimbusReactiveJwtDecoder.withPublicKey(KEY.toRSAPublicKey()).build();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static JwtDecoder blockingDecoder() {
		try {
			return NimbusJwtDecoder.withPublicKey(KEY.toRSAPublicKey()).build();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A good token.
	 * @param user its subject
	 * @param expiresAt its end
	 * @param scopes its scopes
	 * @return the token
	 */
	public static String token(String user, Instant expiresAt, String... scopes) {
		return signed(KEY, claims(user, expiresAt, scopes));
	}

	/** Signed by somebody else. */
	public static String foreign(String user) {
		return signed(FOREIGN_KEY, claims(user, later()));
	}

	/** Not signed, and says so. */
	public static String unsigned(String user) {
		return new PlainJWT(claims(user, later())).serialize();
	}

	/** Signed with the public key as if that were a secret. */
	public static String confused(String user) {
		try {
			SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(user, later()));
			token.sign(new MACSigner(KEY.toRSAPublicKey().getEncoded()));
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Of somebody else, with the signature of this one's. */
	public static String altered(String user, String other) {
		String[] good = token(user, later()).split("\\.");
		return good[0] + '.' + token(other, later()).split("\\.")[1] + '.' + good[2];
	}

	/** Ended too long ago for any difference between clocks. */
	public static String ended(String user) {
		return token(user, Instant.now().minusSeconds(300));
	}

	/** Everything that must not be taken for a token of a user. */
	public static List<String> forged(String user) {
		return List.of(foreign(user), unsigned(user), confused(user), altered("mallory", user), ended(user),
				token(user, later()) + "x", "x", "a.b.c", "");
	}

	public static Instant later() {
		return Instant.now().plusSeconds(3600);
	}

	private static JWTClaimsSet claims(String user, Instant expiresAt, String... scopes) {
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().subject(user).expirationTime(Date.from(expiresAt));
		if (scopes.length > 0) {
			claims.claim("scope", String.join(" ", scopes));
		}
		return claims.build();
	}

	private static String signed(RSAKey key, JWTClaimsSet claims) {
		try {
			SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
			token.sign(new RSASSASigner(key));
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
