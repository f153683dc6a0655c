package dev.buildrun.catalog.whole;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to exist after what sources have said, worked out in the plainest way: after each step everything is derived from everything,
 * over and over, until nothing changes any more.
 */
final class PlainCatalog {
    private static final Set<String> KINDS_IN_FILES = Set.of("Component", "API", "Location");
    private static final String MANAGED_BY = "backstage.io/managed-by-location";

    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, File> files = new TreeMap<>();

    /** What stands under a URL; nothing where there is no file. */
    sealed interface File {
        record Good(List<ObjectNode> documents) implements File {}

        record Broken() implements File {}
    }

    /** An entity as a source wants it, and the key by which it keeps other sources off; null gives way to anybody. */
    record Declaration(ObjectNode entity, @Nullable String key) {
        String ref() {
            return PlainCatalog.ref(entity);
        }
    }

    /** One entity that somebody has declared. */
    static final class Row {
        final String ref;
        final Set<String> providers = new TreeSet<>();
        final Set<String> parents = new TreeSet<>();

        @Nullable
        String key;

        ObjectNode declared;
        /** As it was when it was last good. */
        @Nullable
        ObjectNode good;

        /** What it may be good as, where it was declared anew while it was processed: then it depends on which came first. */
        final List<@Nullable ObjectNode> candidates = new ArrayList<>();

        boolean failed;
        /** What only the catalog under test can tell, taken from it when the entity is first seen. */
        @Nullable
        String uid;

        @Nullable
        String origin;
        /** The one before, for an entity that nobody has declared anew since. */
        @Nullable
        String seenOrigin;

        /** Takes the candidate that is served, if it can still be told which that is. */
        void decide(@Nullable ObjectNode served) {
            if (failed) {
                for (var candidate : candidates) {
                    var fits = served == null ? candidate == null : candidate != null && hasSameSpec(candidate, served);
                    good = fits ? candidate : good;
                }
            }
        }

        private static boolean hasSameSpec(ObjectNode one, ObjectNode other) {
            return one.path("spec").equals(other.path("spec"));
        }

        Row(Declaration declaration) {
            candidates.add(null);
            ref = declaration.ref();
            key = declaration.key();
            declared = declaration.entity();
        }

        boolean isOrphan() {
            return providers.isEmpty() && parents.isEmpty();
        }

        private boolean admits(Declaration declaration) {
            return key == null || key.equals(declaration.key());
        }

        private boolean take(Declaration declaration) {
            var changes = !declared.equals(declaration.entity()) || !Objects.equals(key, declaration.key());
            declared = declaration.entity();
            key = declaration.key();
            return changes;
        }
    }

    static String ref(ObjectNode entity) {
        var metadata = entity.path("metadata");
        return (entity.path("kind").asString() + ":"
                        + metadata.path("namespace").asString("default") + "/"
                        + metadata.path("name").asString())
                .toLowerCase(Locale.ROOT);
    }

    Collection<Row> rows() {
        return rows.values();
    }

    private Row known(String ref) {
        return Objects.requireNonNull(rows.get(ref), ref);
    }

    void file(String url, @Nullable File file) {
        if (file == null) {
            files.remove(url);
        } else {
            files.put(url, file);
        }
    }

    /** The refs of the Locations that lead to a file. */
    List<String> readersOf(String url) {
        return rows.values().stream()
                .filter(row -> row.declared.path("kind").asString().equals("Location"))
                .filter(row -> targets(row.declared).contains(url))
                .map(row -> row.ref)
                .toList();
    }

    /** The provider says that these are all. */
    void replace(String provider, List<Declaration> declarations) {
        adjust(provider, declarations, declaredBy(provider));
    }

    private List<String> declaredBy(String provider) {
        return rows.values().stream()
                .filter(row -> row.providers.contains(provider))
                .map(row -> row.ref)
                .toList();
    }

    /** The provider says that these are too, and those are not. One with another key than before is gone first. */
    void adjust(String provider, List<Declaration> added, Collection<String> removed) {
        var wanted = new LinkedHashMap<String, Declaration>();
        added.forEach(declaration -> wanted.put(declaration.ref(), declaration));
        var gone = new TreeSet<>(removed);
        gone.removeAll(wanted.keySet());
        for (var ref : declaredBy(provider)) {
            var again = wanted.get(ref);
            if (again != null && !Objects.equals(again.key(), known(ref).key)) {
                gone.add(ref);
            }
        }
        withdraw(provider, gone);
        wanted.values().forEach(declaration -> declare(provider, declaration));
    }

    void declare(String provider, Declaration declaration) {
        var row = rows.computeIfAbsent(declaration.ref(), _ -> new Row(declaration));
        if (row.admits(declaration)) {
            row.take(declaration);
            row.providers.add(provider);
        } else {
            row.providers.remove(provider);
        }
    }

    /** What nobody else leads to goes at once, with all below it. */
    void withdraw(String provider, Collection<String> refs) {
        var withdrawn = new TreeSet<String>();
        for (var ref : refs) {
            var row = rows.get(ref);
            if (row != null && row.providers.remove(provider)) {
                withdrawn.add(ref);
            }
        }
        remove(onlyBelow(withdrawn));
    }

    void withdrawAllBut(Set<String> providers) {
        var all = new TreeSet<String>();
        rows.values().forEach(row -> all.addAll(row.providers));
        all.removeAll(providers);
        all.forEach(provider -> withdraw(provider, declaredBy(provider)));
    }

    /** What no provider leads to goes, be it in a ring. */
    void sweepOrphans() {
        var declared = new TreeSet<String>();
        rows.values().stream().filter(row -> !row.providers.isEmpty()).forEach(row -> declared.add(row.ref));
        var reached = below(declared);
        remove(rows.keySet().stream().filter(ref -> !reached.contains(ref)).collect(Collectors.toSet()));
    }

    void remove(Set<String> refs) {
        rows.keySet().removeAll(refs);
        rows.values().forEach(row -> row.parents.removeAll(refs));
    }

    private Set<String> onlyBelow(Set<String> refs) {
        var below = below(refs);
        var kept = new TreeSet<String>();
        for (var ref : below) {
            var row = rows.get(ref);
            if (row != null && (!row.providers.isEmpty() || !below.containsAll(row.parents))) {
                kept.add(ref);
            }
        }
        below.removeAll(below(kept));
        return below;
    }

    private Set<String> below(Set<String> refs) {
        var below = new TreeSet<>(refs);
        var grows = true;
        while (grows) {
            grows = false;
            for (var row : rows.values()) {
                grows |= row.parents.stream().anyMatch(below::contains) && below.add(row.ref);
            }
        }
        return below;
    }

    /**
     * Processes everything until nothing changes.
     *
     * @param keyOf which key an entity has in the catalog under test, asked where several sources find it free at the same time
     */
    void settle(UnaryOperator<String> keyOf) {
        for (var row : rows.values()) {
            row.candidates.clear();
            row.candidates.add(row.good);
        }
        var changes = true;
        while (changes) {
            var emitted = new LinkedHashMap<String, List<Declaration>>();
            for (var row : rows.values()) {
                var children = process(row);
                if (children != null) {
                    emitted.put(row.ref, children);
                }
            }
            changes = claimFree(emitted.values(), keyOf);
            for (var entry : emitted.entrySet()) {
                changes |= emit(entry.getKey(), entry.getValue());
            }
        }
    }

    /** What the entity leads to; null where it is not good, which leaves everything as it was. */
    private @Nullable List<Declaration> process(Row row) {
        var children = isValid(row.declared) ? children(row) : null;
        row.failed = children == null;
        if (children != null) {
            row.good = row.declared;
            row.candidates.add(row.good);
        }
        return children;
    }

    /** The one way in which the generator makes an entity invalid. */
    private static boolean isValid(ObjectNode entity) {
        return !entity.path("kind").asString().equals("Component")
                || entity.path("spec").has("lifecycle");
    }

    private @Nullable List<Declaration> children(Row row) {
        var children = new LinkedHashMap<String, Declaration>();
        for (var target : targets(row.declared)) {
            if (!(files.get(target) instanceof File.Good(var documents))) {
                return null;
            }
            for (var document : documents) {
                if (!KINDS_IN_FILES.contains(document.path("kind").asString())) {
                    return null;
                }
                var child = document.deepCopy();
                ((ObjectNode) child.path("metadata"))
                        .withObjectProperty("annotations")
                        .put(MANAGED_BY, "url:" + target);
                if (!ref(child).equals(row.ref)) {
                    children.put(ref(child) + " " + target, new Declaration(child, "url:" + target));
                }
            }
        }
        return List.copyOf(children.values());
    }

    private static List<String> targets(ObjectNode entity) {
        var targets = new ArrayList<String>();
        if (entity.path("kind").asString().equals("Location")) {
            var spec = entity.path("spec");
            spec.path("target").asStringOpt().ifPresent(targets::add);
            spec.path("targets").forEach(target -> targets.add(target.asString()));
        }
        return targets;
    }

    /** Gives away what nobody has, or somebody who gives way. */
    private boolean claimFree(Collection<List<Declaration>> emitted, UnaryOperator<String> keyOf) {
        var wanted = new TreeMap<String, Map<String, Declaration>>();
        for (var children : emitted) {
            for (var child : children) {
                var row = rows.get(child.ref());
                if (row == null || row.key == null) {
                    wanted.computeIfAbsent(child.ref(), _ -> new LinkedHashMap<>())
                            .put(String.valueOf(child.key()), child);
                }
            }
        }
        wanted.forEach((ref, byKey) -> {
            var chosen = byKey.size() == 1 ? null : byKey.get(keyOf.apply(ref));
            var declaration = chosen == null ? byKey.values().iterator().next() : chosen;
            rows.computeIfAbsent(ref, _ -> new Row(declaration)).take(declaration);
        });
        return !wanted.isEmpty();
    }

    private boolean emit(String parent, List<Declaration> children) {
        var changes = false;
        var accepted = new HashSet<String>();
        for (var child : children) {
            var row = known(child.ref());
            if (row.admits(child)) {
                accepted.add(row.ref);
                changes |= row.take(child);
                changes |= row.parents.add(parent);
            }
        }
        for (var row : rows.values()) {
            changes |= !accepted.contains(row.ref) && row.parents.remove(parent);
        }
        return changes;
    }

    /** Those that are served, in the order of their refs. */
    List<Row> served() {
        return rows.values().stream().filter(row -> row.good != null).toList();
    }

    /** The served ones among the parents. */
    List<String> servedParents(Row row) {
        return row.parents.stream().filter(parent -> known(parent).good != null).toList();
    }

    /** The places that may have led to an entity: those of its parents, or its own where a provider has it. */
    Set<String> possibleOrigins(Row row) {
        var origins = new LinkedHashSet<String>();
        for (var parent : row.parents) {
            var origin = known(parent).origin;
            if (origin != null) {
                origins.add(origin);
            }
        }
        JsonNode own =
                row.declared.path("metadata").path("annotations").path("backstage.io/managed-by-origin-location");
        if (own.isString()) {
            origins.add(own.asString());
        }
        if (row.seenOrigin != null && nobodyMustSayItAnew(row)) {
            origins.add(row.seenOrigin);
        }
        return origins;
    }

    /** What is not good keeps what it was, and what it leads to; providers are not asked again. */
    private boolean nobodyMustSayItAnew(Row row) {
        return row.failed
                || row.parents.isEmpty()
                || !row.providers.isEmpty()
                || row.parents.stream().anyMatch(parent -> known(parent).failed);
    }
}
