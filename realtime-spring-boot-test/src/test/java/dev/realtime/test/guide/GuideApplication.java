package dev.realtime.test.guide;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * What the guide's example tests.
 */
@SpringBootApplication
class GuideApplication {

}
