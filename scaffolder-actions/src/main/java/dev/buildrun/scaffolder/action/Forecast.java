package dev.buildrun.scaffolder.action;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an action would do.
 *
 * @param effects in the order in which they would happen; empty for an action that does nothing to the world outside
 * @param output what later steps would see, as far as it can be told
 */
public record Forecast<O>(List<PlannedEffect> effects, O output) {
    public Forecast {
        effects = List.copyOf(effects);
    }

    /**
     * One thing that would happen to the world outside.
     *
     * @param kind as in the ledger, for instance {@code git-repository}
     * @param key as in the ledger
     * @param url where it would be; null where it has none
     * @param permission what the initiator needs for it, in the words of the permission framework; null where nothing is asked
     * @param refusal why it would fail; null where nothing is known to stand in its way
     * @param entities full references of the catalog's entities that it would bring
     * @param files what would be in it
     */
    public record PlannedEffect(
            String kind,
            String key,
            @Nullable String url,
            @Nullable String permission,
            @Nullable String refusal,
            List<String> entities,
            List<PlannedFile> files) {
        public PlannedEffect {
            entities = List.copyOf(entities);
            files = List.copyOf(files);
        }
    }

    /**
     * One file of an effect.
     *
     * @param path with {@code /} between its parts
     * @param before what is there now; null where there is no such file
     * @param after what would be there; null where it would go
     */
    public record PlannedFile(String path, boolean executable, byte @Nullable [] before, byte @Nullable [] after) {}
}
