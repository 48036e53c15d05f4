package dev.realtime.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompositeRealtimeObserver}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CompositeRealtimeObserverTests {

	static List<Method> methods() {
		return List.of(RealtimeObserver.class.getDeclaredMethods())
			.stream()
			.filter((method) -> !method.isSynthetic())
			.toList();
	}

	@ParameterizedTest
	@MethodSource("methods")
	void whenSomethingHappensThenEveryObserverHearsIt(Method method) throws ReflectiveOperationException {
		List<String> heard = new ArrayList<>();
		RealtimeObserver composite = CompositeRealtimeObserver
			.of(List.of(recording(heard, "first"), recording(heard, "second")));
		Object[] arguments = List.of(method.getParameterTypes())
			.stream()
			.map(CompositeRealtimeObserverTests::sample)
			.toArray();
		method.invoke(composite, arguments);
		String call = method.getName() + List.of(arguments);
		assertThat(heard).containsExactly("first " + call, "second " + call);
	}

	@Test
	void whenAnObserverThrowsThenTheOthersHearAndItIsLoggedOnce(CapturedOutput output) {
		List<String> heard = new ArrayList<>();
		RealtimeObserver failing = new RealtimeObserver() {
			@Override
			public void eventPublished(String outcome) {
				throw new IllegalStateException("boom");
			}
		};
		RealtimeObserver composite = CompositeRealtimeObserver.of(List.of(failing, recording(heard, "second")));
		composite.eventPublished("ok");
		composite.eventPublished("failed");
		assertThat(heard).containsExactly("second eventPublished[ok]", "second eventPublished[failed]");
		assertThat(output.getOut().split("A RealtimeObserver failed", -1)).hasSize(2);
		assertThat(output).contains(failing.getClass().getName());
	}

	@Test
	void whenThereIsNobodyThenNothingIsCalled() {
		assertThat(CompositeRealtimeObserver.of(List.of())).isSameAs(RealtimeObserver.NOOP);
	}

	private static RealtimeObserver recording(List<String> heard, String name) {
		return (RealtimeObserver) Proxy.newProxyInstance(RealtimeObserver.class.getClassLoader(),
				new Class<?>[] { RealtimeObserver.class }, (proxy, method, arguments) -> {
					heard.add(name + " " + method.getName() + ((arguments != null) ? List.of(arguments) : "[]"));
					return null;
				});
	}

	private static Object sample(Class<?> type) {
		if (type == Transport.class) {
			return Transport.SSE;
		}
		if (type == CloseReason.class) {
			return CloseReason.SLOW;
		}
		if (type == Duration.class) {
			return Duration.ofMillis(5);
		}
		if (type == String.class) {
			return "text";
		}
		if (type == boolean.class) {
			return true;
		}
		return (type == int.class) ? (Object) 3 : (Object) 4L;
	}

}
