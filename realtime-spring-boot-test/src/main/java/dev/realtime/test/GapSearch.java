package dev.realtime.test;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds a gap wherever the protocol tells of one: in the opening, in an ack, or on its
 * own.
 */
final class GapSearch {

	private GapSearch() {
	}

	static @Nullable ReceivedFrame find(List<ReceivedFrame> frames, String topic, String reason) {
		for (ReceivedFrame frame : frames) {
			if (frame instanceof ReceivedFrame.Gap gap && gap.topic().equals(topic) && gap.reason().equals(reason)) {
				return frame;
			}
			ReceivedFrame.TopicAnswer answer = answers(frame).get(topic);
			if (answer != null && reason.equals(answer.gap())) {
				return frame;
			}
		}
		return null;
	}

	private static Map<String, ReceivedFrame.TopicAnswer> answers(ReceivedFrame frame) {
		if (frame instanceof ReceivedFrame.Ready ready) {
			return ready.topics();
		}
		return (frame instanceof ReceivedFrame.Reply reply) ? FrameReader.topics(reply.payload().path("topics"))
				: Map.of();
	}

}
