package dev.buildrun.deploy.crash;

import dev.buildrun.deploy.crash.GeneratedEntity.Fault;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** One file or page, and what stands in it. */
final class Place {
    /** Where a place is, and what leads to it. */
    enum Kind {
        /** A file in a folder that a pattern matches: who removes it, removes what it declares. */
        FILE,
        /** The same, for people and templates. */
        PEOPLE,
        /** A page that another page leads to. */
        PAGE,
        /** A page that somebody registers through the API. */
        REGISTERED
    }

    private final int number;
    private final Kind kind;
    private final String path;
    private final boolean comesAndGoes;
    private final TreeMap<String, GeneratedEntity> entities = new TreeMap<>();
    private final List<String> targets = new ArrayList<>();
    private boolean listed = true;
    private boolean broken;
    private int status = 200;

    Place(int number, Kind kind, String path, boolean comesAndGoes) {
        this.number = number;
        this.kind = kind;
        this.path = path;
        this.comesAndGoes = comesAndGoes;
    }

    /** Whether it may vanish and be there again. */
    boolean comesAndGoes() {
        return comesAndGoes;
    }

    int number() {
        return number;
    }

    Kind kind() {
        return kind;
    }

    String path() {
        return path;
    }

    NavigableMap<String, GeneratedEntity> entities() {
        return entities;
    }

    List<String> kinds() {
        return kind == Kind.PEOPLE ? GeneratedEntity.KINDS_OF_PEOPLE : GeneratedEntity.KINDS;
    }

    void put(GeneratedEntity entity) {
        entities.put(entity.ref(), entity);
    }

    /** Takes out an entity that is there. */
    GeneratedEntity take(String ref) {
        return Objects.requireNonNull(entities.remove(ref), ref);
    }

    /** Adds a Location to the place that leads to others, relative to it. */
    void leadTo(String... others) {
        targets.addAll(List.of(others));
    }

    void setListed(boolean value) {
        listed = value;
    }

    boolean isListed() {
        return listed;
    }

    boolean isWeb() {
        return kind == Kind.PAGE || kind == Kind.REGISTERED;
    }

    /** Makes the whole place unreadable: no YAML, or no answer. */
    void breakDown(boolean asYaml) {
        broken = asYaml || !isWeb();
        status = broken ? 200 : 503;
    }

    void breakOne(String ref, Fault fault) {
        entities.computeIfPresent(ref, (_, entity) -> entity.with(fault));
    }

    void mend() {
        broken = false;
        status = 200;
        entities.replaceAll((_, entity) -> entity.with(Fault.NONE));
    }

    boolean isMended() {
        return !broken && status == 200 && entities.values().stream().allMatch(entity -> entity.fault() == Fault.NONE);
    }

    int status() {
        return status;
    }

    /**
     * The documents; JSON is YAML.
     *
     * @param definition the relative path of the file that APIs take their definition from
     */
    String text(String definition) {
        var text = new StringBuilder();
        if (!targets.isEmpty()) {
            text.append(Json.write(GeneratedEntity.location("leads-" + number, targets)))
                    .append("\n---\n");
        }
        for (var entity : entities.values()) {
            text.append(Json.write(entity.json(definition))).append("\n---\n");
        }
        return broken ? text + "not: [an entity\n" : text.toString();
    }
}
