package dev.realtime;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The laws of the architecture: which package may see what. A new package finds its row
 * in {@link #MAY_IMPORT} before it finds its code.
 */
@AnalyzeClasses(packages = "dev.realtime", importOptions = ArchitectureTests.OnlyMain.class)
class ArchitectureTests {

	private static final String BASE = "dev.realtime";

	/**
	 * A package, and those of ours that it may import besides the root.
	 */
	static final Map<String, Set<String>> MAY_IMPORT = new TreeMap<>(
			Map.ofEntries(Map.entry("actuate", Set.of("hub", "connection", "bus")),
					Map.entry("server", Set.of("webflux")), Map.entry("servlet", Set.of("security", "client")),
					Map.entry("webflux", Set.of("hub", "connection", "message", "security", "codec", "client")),
					Map.entry("message", Set.of("hub", "connection", "security", "codec")),
					Map.entry("hub", Set.of("bus", "connection", "codec")), Map.entry("connection", Set.of("codec")),
					Map.entry("redis", Set.of("bus", "connection", "security")),
					Map.entry("local", Set.of("bus", "connection", "security")), Map.entry("bus", Set.of()),
					Map.entry("codec", Set.of()), Map.entry("security", Set.of()), Map.entry("client", Set.of())));

	@ArchTest
	static final ArchRule noCycles = slices().matching("dev.realtime.(*)..")
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule nothingImportsAutoconfigure = noClasses().that()
		.resideOutsideOfPackage(ours("autoconfigure"))
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ours("autoconfigure"))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule rootImportsNothingOfOurs = noClasses().that()
		.resideInAPackage(BASE)
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.realtime.*..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule onlyAutoconfigureSeesProperties = noClasses().that()
		.resideOutsideOfPackage(ours("autoconfigure"))
		.should()
		.dependOnClassesThat(ourClasses("properties", (type) -> topLevel(type).getSimpleName().endsWith("Properties")))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule onlyAutoconfigureSeesTheLocalEngine = onlySeenBy(Set.of("local", "autoconfigure"),
			ours("local"));

	@ArchTest
	static final ArchRule onlyAutoconfigureSeesTheRedisEngine = onlySeenBy(Set.of("redis", "autoconfigure"),
			ours("redis"));

	@ArchTest
	static final ArchRule onlyTheRedisEngineSeesRedis = onlySeenBy(Set.of("redis", "autoconfigure"),
			"org.springframework.data.redis..", "org.springframework.boot.data.redis..", "io.lettuce..");

	@ArchTest
	static final ArchRule onlyTheEdgeSeesNettyAndWebFlux = onlySeenBy(Set.of("webflux", "server"), "reactor.netty..",
			"io.netty..", "org.springframework.web.reactive..");

	@ArchTest
	static final ArchRule onlyServletSeesSpringMvc = onlySeenBy(Set.of("servlet"), "org.springframework.web.servlet..");

	@ArchTest
	static final ArchRule onlyServletAndTheEdgeSeeServlets = onlySeenBy(Set.of("servlet", "webflux"),
			"jakarta.servlet..", "jakarta.websocket..", "org.apache.tomcat..", "org.eclipse.jetty..");

	@ArchTest
	static final ArchRule onlyActuateSeesMicrometer = onlySeenBy(Set.of("actuate", "autoconfigure"), "io.micrometer..");

	@ArchTest
	static final ArchRule enginesSeeOnlyTheQuotaOfConnection = noClasses().that()
		.resideInAnyPackage(ours("redis"), ours("local"))
		.should()
		.dependOnClassesThat(ourClasses("connection types other than the quota",
				(type) -> isIn(type, "connection") && !topLevel(type).getSimpleName().equals("UserQuota")))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule enginesSeeOnlyTheTicketsOfSecurity = noClasses().that()
		.resideInAnyPackage(ours("redis"), ours("local"))
		.should()
		.dependOnClassesThat(ourClasses("security types other than tickets and their store",
				(type) -> isIn(type, "security")
						&& !Set.of("Ticket", "TicketStore").contains(topLevel(type).getSimpleName())))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule coreNeedsNoWeb = noClasses().that()
		.resideInAnyPackage(BASE, ours("hub"), ours("connection"), ours("local"), ours("redis"), ours("bus"),
				ours("codec"))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "org.springframework.security..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule connectionIsPlainJava = noClasses().that()
		.resideInAPackage(ours("connection"))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule nobodyBlocks = noClasses().should()
		.callMethodWhere(reactive("block, blockFirst, blockLast, toIterable or toStream",
				(call) -> Set.of("block", "blockOptional", "blockFirst", "blockLast", "toIterable", "toStream")
					.contains(call.getName())))
		.orShould()
		.callMethod(Thread.class, "sleep", long.class)
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule nobodySubscribesBarely = noClasses().should()
		.callMethodWhere(reactive("subscribe without an error handler",
				(call) -> call.getName().equals("subscribe")
						&& call.getTarget().getRawParameterTypes().stream().noneMatch(ArchitectureTests::isSubscriber)
						&& call.getTarget().getRawParameterTypes().size() < 2))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule namesSayWhatTheyAre = noClasses().should()
		.haveNameMatching(".*(Impl|Utils|Util|Manager|Helper)")
		.allowEmptyShould(true);

	@ArchTest
	void arrowsOnlyGoDownTheTable(JavaClasses classes) {
		MAY_IMPORT.forEach((name, allowed) -> noClasses().that()
			.resideInAPackage(ours(name))
			.should()
			.dependOnClassesThat(ourClasses("packages other than " + allowed + " and the root",
					(type) -> !type.getPackageName().equals(BASE) && !isIn(type, name)
							&& allowed.stream().noneMatch((other) -> isIn(type, other))))
			.allowEmptyShould(true)
			.check(classes));
	}

	@ArchTest
	void everyPackageHasARow(JavaClasses classes) {
		for (JavaClass type : classes) {
			assertThat(type).as("%s is in a package without a row", type.getName())
				.matches((candidate) -> candidate.getPackageName().equals(BASE) || isIn(candidate, "autoconfigure")
						|| MAY_IMPORT.keySet().stream().anyMatch((name) -> isIn(candidate, name)));
		}
	}

	@ArchTest
	void everyPackageIsNullMarked(JavaClasses classes) {
		for (JavaPackage javaPackage : classes.getPackage(BASE).getSubpackagesInTree()) {
			assertNullMarked(javaPackage);
		}
		assertNullMarked(classes.getPackage(BASE));
	}

	private static void assertNullMarked(JavaPackage javaPackage) {
		assertThat(javaPackage.getClasses().isEmpty() || javaPackage.isAnnotatedWith(NullMarked.class))
			.as("package-info of %s has @NullMarked", javaPackage.getName())
			.isTrue();
	}

	private static ArchRule onlySeenBy(Set<String> packages, String... targets) {
		return noClasses().that()
			.resideOutsideOfPackages(packages.stream().map(ArchitectureTests::ours).toArray(String[]::new))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(targets)
			.allowEmptyShould(true);
	}

	private static DescribedPredicate<JavaClass> ourClasses(String description, Predicate<JavaClass> test) {
		return resideInAPackage("dev.realtime..").and(DescribedPredicate.describe(description, test));
	}

	private static DescribedPredicate<JavaMethodCall> reactive(String description, Predicate<JavaMethodCall> test) {
		DescribedPredicate<JavaClass> publisher = assignableTo(Mono.class).or(assignableTo(Flux.class));
		return DescribedPredicate.describe(description,
				(call) -> publisher.test(call.getTargetOwner()) && test.test(call));
	}

	private static boolean isSubscriber(JavaClass type) {
		return type.isAssignableTo("org.reactivestreams.Subscriber");
	}

	private static boolean isIn(JavaClass type, String name) {
		return (type.getPackageName() + ".").startsWith(BASE + "." + name + ".");
	}

	private static JavaClass topLevel(JavaClass type) {
		return type.getEnclosingClass().map(ArchitectureTests::topLevel).orElse(type);
	}

	private static String ours(String name) {
		return BASE + "." + name + "..";
	}

	/** Wherever the build puts its classes. */
	static final class OnlyMain implements ImportOption {

		@Override
		public boolean includes(Location location) {
			return !location.contains("/test-classes/") && !location.contains("-tests.jar");
		}

	}

}
