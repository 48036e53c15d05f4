package dev.realtime.sample.deployment;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The manifest is one that Kubernetes takes, and its numbers fit each other.
 */
class KubernetesTests {

	private static final Map<String, Class<?>> KINDS = Map.of("Deployment", V1Deployment.class, "Service",
			V1Service.class, "PodDisruptionBudget", V1PodDisruptionBudget.class, "Ingress", V1Ingress.class);

	private final JsonNode deployment = object("Deployment");

	private final JsonNode pod = this.deployment.at("/spec/template/spec");

	private final JsonNode container = this.pod.at("/containers/0");

	private final NodeEnvironment environment = NodeEnvironment.ofKubernetes(this.container);

	static Stream<JsonNode> objects() {
		return Yaml.read("kubernetes/realtime.yaml").stream();
	}

	private static JsonNode object(String kind) {
		return objects().filter((object) -> object.path("kind").stringValue().equals(kind)).findFirst().orElseThrow();
	}

	@ParameterizedTest
	@MethodSource("objects")
	void everyFieldIsOneThatKubernetesKnows(JsonNode object) throws Exception {
		validate(object.toString(), KINDS.get(object.path("kind").stringValue()));
	}

	@Test
	void whatKubernetesDoesNotKnowIsSeen() {
		String mistaken = this.deployment.toString().replace("\"httpGet\"", "\"http\"");
		assertThatIllegalArgumentException().isThrownBy(() -> validate(mistaken, V1Deployment.class))
			.withMessageContaining("`http`");
	}

	/** Fields that are missing or unknown, and then values of the wrong type. */
	private static void validate(String object, Class<?> model) throws Exception {
		JsonElement json = JsonParser.parseString(object);
		Method validate = model.getMethod("validateJsonElement", JsonElement.class);
		try {
			validate.invoke(null, json);
		}
		catch (InvocationTargetException ex) {
			throw (Exception) ex.getCause();
		}
		Object read = JSON.getGson().fromJson(json, model);
		assertThat(read).isNotNull();
	}

	@Test
	void theGracePeriodIsLongerThanAllThatASignalToEndBringsAbout() {
		Duration grace = Duration.ofSeconds(this.pod.path("terminationGracePeriodSeconds").intValue());
		Duration preStop = Duration.ofSeconds(this.container.at("/lifecycle/preStop/sleep/seconds").intValue());
		Duration phase = this.environment.duration("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE");
		assertThat(preStop).isPositive();
		assertThat(this.environment.duration("REALTIME_DRAIN_DURATION")).isLessThan(phase);
		// The drain is one phase, the web server's graceful shutdown another.
		assertThat(grace).isGreaterThan(preStop.plus(phase.multipliedBy(2)));
	}

	@Test
	void anUpdateNeverHasFewerNodesThanThereAre() {
		JsonNode update = this.deployment.at("/spec/strategy/rollingUpdate");
		assertThat(update.path("maxUnavailable").intValue(-1)).isZero();
		assertThat(update.path("maxSurge").intValue()).isPositive();
		assertThat(this.deployment.at("/spec/replicas").intValue()).isGreaterThan(1);
		assertThat(object("PodDisruptionBudget").at("/spec/maxUnavailable").intValue()).isOne();
	}

	@Test
	void thePortsAgree() {
		assertThat(port("http")).isEqualTo(8080);
		assertThat(port("management")).isEqualTo(Integer.parseInt(this.environment.get("MANAGEMENT_SERVER_PORT")));
		assertThat(this.deployment.at("/spec/template/metadata/annotations/prometheus.io~1port").stringValue())
			.isEqualTo(this.environment.get("MANAGEMENT_SERVER_PORT"));
		for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
			assertThat(this.container.path(probe).at("/httpGet/port").stringValue()).isEqualTo("management");
		}
		JsonNode service = object("Service").at("/spec/ports/0");
		assertThat(service.path("targetPort").stringValue()).isEqualTo("http");
		JsonNode backend = object("Ingress").at("/spec/rules/0/http/paths/0/backend/service");
		assertThat(backend.path("name").stringValue()).isEqualTo(object("Service").at("/metadata/name").stringValue());
		assertThat(backend.at("/port/name").stringValue()).isEqualTo(service.path("name").stringValue());
	}

	private int port(String name) {
		for (JsonNode port : this.container.path("ports")) {
			if (port.path("name").stringValue().equals(name)) {
				return port.path("containerPort").intValue();
			}
		}
		return -1;
	}

	@Test
	void theLabelsSelectThePods() {
		JsonNode labels = this.deployment.at("/spec/template/metadata/labels");
		assertThat(this.deployment.at("/spec/selector/matchLabels")).isEqualTo(labels);
		assertThat(object("Service").at("/spec/selector")).isEqualTo(labels);
		assertThat(object("PodDisruptionBudget").at("/spec/selector/matchLabels")).isEqualTo(labels);
	}

	@Test
	void theImageHasAVersion() {
		assertThat(this.container.path("image").stringValue()).matches("[^:]+:.*[0-9].*");
	}

	@Test
	void everyVariableIsAProperty() throws IOException {
		assertThat(this.environment.unknown()).isEmpty();
	}

}
