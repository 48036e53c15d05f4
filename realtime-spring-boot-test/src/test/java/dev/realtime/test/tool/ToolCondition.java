package dev.realtime.test.tool;

import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Looks for the programs of {@link NeedsTool}.
 */
final class ToolCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class)
			.map((needs) -> evaluate(List.of(needs.value()), "true".equals(System.getenv("CI"))))
			.orElseGet(() -> ConditionEvaluationResult.enabled("It needs none"));
	}

	static ConditionEvaluationResult evaluate(List<Tool> tools, boolean ci) {
		List<Tool> missing = tools.stream().filter((tool) -> tool.find().isEmpty()).toList();
		if (missing.isEmpty()) {
			return ConditionEvaluationResult.enabled("All are there");
		}
		String reason = missing.stream().map(Tool::missing).collect(Collectors.joining(". "));
		if (ci) {
			throw new IllegalStateException(reason);
		}
		return ConditionEvaluationResult.disabled(reason);
	}

}
