package dev.buildrun.platform.model;

import dev.buildrun.catalog.entity.Entity;
import org.jspecify.annotations.Nullable;

/**
 * A group of people.
 *
 * @param type {@code build-run-team}, {@code platform-team}, or what else the catalog says
 * @param oncall a schedule or an address; null where nobody says
 * @param channel where the team is spoken to
 */
public record Team(
        String ref,
        String title,
        String type,
        @Nullable String oncall,
        @Nullable String channel) {
    static Team of(Entity group) {
        return new Team(
                group.ref().toString(),
                PlatformModel.title(group),
                group.spec().path("type").asString(""),
                group.annotation(PlatformTypes.ONCALL).orElse(null),
                group.annotation(PlatformTypes.CHANNEL).orElse(null));
    }

    public boolean isBuildRunTeam() {
        return type.equals(PlatformTypes.BUILD_RUN_TEAM);
    }
}
