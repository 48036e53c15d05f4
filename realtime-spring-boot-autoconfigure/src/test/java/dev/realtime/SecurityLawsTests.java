package dev.realtime;

import java.security.SecureRandom;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.realtime.connection.ConnectionIds;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * What no class may do, since what clients send could come to it.
 */
@AnalyzeClasses(packages = "dev.realtime", importOptions = ArchitectureTests.OnlyMain.class)
class SecurityLawsTests {

	@ArchTest
	static final ArchRule noExpressionIsEvaluated = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.expression..", "javax.script..", "jakarta.el..");

	@ArchTest
	static final ArchRule nothingIsDeserialized = noClasses().should()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.io.ObjectInputStream");

	@ArchTest
	static final ArchRule redisIsGivenNoPatterns = noClasses().should()
		.callMethodWhere(DescribedPredicate.describe("psubscribe, keys or scan",
				(call) -> call.getTargetOwner().getPackageName().startsWith("io.lettuce")
						&& Set.of("psubscribe", "keys", "scan").contains(call.getName())));

	@ArchTest
	void idsCannotBeGuessed(JavaClasses all) {
		classes().that()
			.areAssignableTo(ConnectionIds.class)
			.should()
			.dependOnClassesThat()
			.areAssignableTo(SecureRandom.class)
			.check(all);
	}

}
