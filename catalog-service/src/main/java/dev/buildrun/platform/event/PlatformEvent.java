package dev.buildrun.platform.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that people should hear of.
 *
 * @param type for instance {@code waiver.reminder}
 * @param subject the full reference of what it is about
 * @param audience the full reference of the group that it concerns; null for everybody
 * @param data what else there is to say; never secrets
 * @param key tells it from all others; of two with one key the first is kept
 */
public record PlatformEvent(
        Instant at, String type, String subject, @Nullable String audience, ObjectNode data, String key) {}
