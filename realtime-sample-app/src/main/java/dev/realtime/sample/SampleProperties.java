package dev.realtime.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the demonstration lets itself be told.
 *
 * @param node what the page calls this node
 * @param loginKey what cookies are signed with: whoever knows it is anybody
 * @param killable whether a visitor on this machine may end the process
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue("node") String node, @DefaultValue("demo") String loginKey,
		@DefaultValue("true") boolean killable) {

}
