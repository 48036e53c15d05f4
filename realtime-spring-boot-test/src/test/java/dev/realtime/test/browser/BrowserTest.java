package dev.realtime.test.browser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.realtime.test.tool.NeedsTool;
import dev.realtime.test.tool.Tool;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class whose methods have a {@link Tabs} as a parameter, of a real browser. Where
 * there is none the class is skipped, but fails where the environment says
 * {@code CI=true}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@NeedsTool(Tool.BROWSER)
@ExtendWith(BrowserExtension.class)
@interface BrowserTest {

}
