package dev.realtime.autoconfigure;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Which engine is to run. Decided by the class path, the environment and the definitions
 * of beans alone: none is created for it, and nothing is tried out.
 *
 * @param redis whether it is the one that needs Redis
 * @param library whether the libraries that it needs are there
 * @param why what decided
 * @param remedy what to do so that events reach other nodes; empty if they do
 */
record EngineChoice(boolean redis, boolean library, String why, String remedy) {

	static final String STARTER = "spring-boot-starter-data-redis-reactive";

	static final String URL = "spring.data.redis.url";

	private static final List<String> LIBRARY = List.of("io.lettuce.core.RedisClient",
			"org.springframework.data.redis.connection.RedisConnectionFactory",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails");

	/** Each says that there is a Redis; a port or a password alone does not. */
	private static final List<String> ADDRESSES = List.of(URL, "spring.data.redis.host",
			"spring.data.redis.sentinel.master", "spring.data.redis.cluster.nodes",
			"spring.data.redis.masterreplica.nodes");

	/** What Spring Boot makes of its properties, set or not. */
	private static final String BOOTS_OWN = "org.springframework.boot.data.redis.autoconfigure.PropertiesDataRedisConnectionDetails";

	private static final String SET_ADDRESS = "set spring.data.redis.host or spring.data.redis.url";

	static EngineChoice of(Environment environment, ConfigurableListableBeanFactory beans,
			@Nullable ClassLoader loader) {
		Binder binder = Binder.get(environment);
		BusType type = binder.bind("realtime.bus.type", BusType.class).orElse(BusType.AUTO);
		boolean library = LIBRARY.stream().allMatch((name) -> ClassUtils.isPresent(name, loader));
		String add = library ? "" : "add " + STARTER + " and ";
		return switch (type) {
			case LOCAL ->
				new EngineChoice(false, library, "realtime.bus.type is local", add + "set realtime.bus.type to redis");
			case REDIS -> new EngineChoice(true, library, "realtime.bus.type is redis", "");
			case AUTO -> library ? auto(binder, beans) : new EngineChoice(false, false,
					"realtime.bus.type is auto and there is no library for Redis", add + SET_ADDRESS);
		};
	}

	private static EngineChoice auto(Binder binder, ConfigurableListableBeanFactory beans) {
		for (String name : ADDRESSES) {
			if (isSet(binder, name)) {
				return new EngineChoice(true, true, "realtime.bus.type is auto and " + name + " is set", "");
			}
		}
		return ownDetails(beans)
			.map((name) -> new EngineChoice(true, true,
					"realtime.bus.type is auto and the bean '" + name + "' says where Redis is", ""))
			.orElseGet(() -> new EngineChoice(false, true, "realtime.bus.type is auto and nothing says where Redis is",
					SET_ADDRESS));
	}

	private static boolean isSet(Binder binder, String name) {
		return binder.bind(name, Bindable.listOf(String.class))
			.map((values) -> values.stream().anyMatch(StringUtils::hasText))
			.orElse(false);
	}

	/**
	 * Find who else than Spring Boot's properties says where Redis is: a service
	 * connection, Docker Compose, Testcontainers, or the application.
	 * @param beans the beans, with Spring Data Redis on the class path
	 * @return the name of the bean that does
	 */
	static Optional<String> ownDetails(ConfigurableListableBeanFactory beans) {
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, DataRedisConnectionDetails.class,
				true, false);
		return List.of(names).stream().filter((name) -> !isBootsOwn(beans, name)).findFirst();
	}

	/** By its type: where beans were defined ahead of time nothing else is known. */
	private static boolean isBootsOwn(ConfigurableListableBeanFactory beans, String name) {
		Class<?> type = beans.getType(name, false);
		return type != null && type.getName().equals(BOOTS_OWN);
	}

	/**
	 * Whoever defined the beans had chosen otherwise.
	 * @param engine the engine that was chosen then
	 * @return the failure
	 */
	EngineUnavailableException differsFrom(String engine) {
		return new EngineUnavailableException(
				"The realtime engine " + engine + " was chosen when the beans were defined, ahead of time perhaps, and "
						+ (this.redis ? "redis" : "local") + " is asked for now (" + this.why + ").",
				"Process the application ahead of time with the properties and profiles that it runs with, "
						+ "or start it without spring.aot.enabled.");
	}

}
