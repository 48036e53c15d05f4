package dev.realtime.test.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs programs of this machine. Where one of them is missing it is skipped,
 * but fails where the environment says {@code CI=true}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(ToolCondition.class)
public @interface NeedsTool {

	/**
	 * The programs.
	 */
	Tool[] value();

}
