package dev.buildrun.search;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.WordIndex;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.techdocs.PublishedDocs;
import dev.buildrun.techdocs.PublishedDocs.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** The words of built documentation. Files that have changed are read when {@link #refresh} is called, and only then. */
final class DocsTexts {
    /** All that memory is spent on. */
    static final int MAX_SECTIONS = 200_000;

    private static final String ANNOTATION = "metadata.annotations.backstage.io/techdocs-ref";

    private static final State NONE = new State(Map.of(), List.of(), WordIndex.EMPTY);
    /** So many places of sections that are no more don't matter. */
    private static final int FEW_HOLES = 1_000;

    private final PublishedDocs published;
    private final DocsFile files;
    private volatile State state = NONE;

    /** The documentation of one entity. Its sections have numbers that follow each other. */
    private record Site(Found file, int first, List<Section> sections) {}

    /** All documentation. Sections that are no more leave nothing behind in the list but their place. */
    record State(Map<String, Site> sites, List<@Nullable Section> sections, WordIndex words) {
        /** The sections about those of the entities that have any. */
        RoaringBitmap about(Snapshot visible, RoaringBitmap entities) {
            var numbers = new RoaringBitmap();
            sites.forEach((ref, site) -> visible.byRef(ref)
                    .filter(entity -> entities.contains(entity.slot()))
                    .ifPresent(_ -> numbers.add(
                            (long) site.first(), site.first() + site.sections().size())));
            return numbers;
        }

        /** Whether it is time to begin anew, with all files. */
        boolean isMostlyHoles() {
            var alive = sites.values().stream()
                    .mapToInt(site -> site.sections().size())
                    .sum();
            return sections.size() > 2 * alive + FEW_HOLES;
        }

        Section section(int number) {
            var section = sections.get(number);
            if (section == null) {
                throw new IllegalArgumentException("No section " + number);
            }
            return section;
        }
    }

    DocsTexts(PublishedDocs published) {
        this.published = published;
        this.files = new DocsFile(published);
    }

    State current() {
        return state;
    }

    /** Looks at the files of all documentation that is published, and reads those that are not as they were. For one thread at a time. */
    void refresh(Snapshot snapshot) {
        var found = find(snapshot);
        var before = state;
        var isSame = before.sites().size() == found.size()
                && found.entrySet().stream().allMatch(entry -> isKnown(before, entry.getKey(), entry.getValue()));
        if (!isSame) {
            state = next(before.isMostlyHoles() ? NONE : before, found);
        }
    }

    private static boolean isKnown(State state, String ref, Found file) {
        var site = state.sites().get(ref);
        return site != null && site.file().equals(file);
    }

    /** By what is published, which is little beside a large catalog. */
    private Map<String, Found> find(Snapshot snapshot) {
        var documented = snapshot.field(ANNOTATION).present();
        var found = new HashMap<String, Found>();
        for (var folder : published.folders()) {
            snapshot.byRef(folder.toString())
                    .filter(entity -> documented.contains(entity.slot()) && isFolderOf(snapshot, entity, folder))
                    .flatMap(_ -> files.find(folder))
                    .ifPresent(file -> found.put(folder.toString(), file));
        }
        return found;
    }

    /** Folders in the case of the entities may differ in nothing else. */
    private boolean isFolderOf(Snapshot snapshot, IndexedEntity entity, EntityRef folder) {
        return published.isInLowerCase()
                || Entity.of(snapshot.tree(entity)).ref().equals(folder);
    }

    private State next(State before, Map<String, Found> found) {
        var sites = new HashMap<>(before.sites());
        var sections = new ArrayList<@Nullable Section>(before.sections());
        var update = before.words().update();
        before.sites().forEach((ref, site) -> {
            if (!site.file().equals(found.get(ref))) {
                sites.remove(ref);
                for (var i = 0; i < site.sections().size(); i++) {
                    var number = site.first() + i;
                    site.sections().get(i).words().forEach(word -> update.remove(word.part(), word.text(), number));
                    sections.set(number, null);
                }
            }
        });
        found.forEach((ref, file) -> {
            if (!sites.containsKey(ref)) {
                sites.put(ref, added(file, room(sections, files.read(ref, file)), sections, update));
            }
        });
        return new State(sites, sections, update.finish());
    }

    private static List<Section> room(List<@Nullable Section> known, List<Section> read) {
        return read.subList(0, Math.clamp((long) MAX_SECTIONS - known.size(), 0, read.size()));
    }

    private static Site added(
            Found file, List<Section> read, List<@Nullable Section> sections, WordIndex.Update update) {
        var first = sections.size();
        for (var section : read) {
            var number = sections.size();
            sections.add(section);
            section.words().forEach(word -> update.add(word.part(), word.text(), number));
        }
        return new Site(file, first, List.copyOf(read));
    }

    /** The entity that a section is about, if it may be seen. */
    static Optional<IndexedEntity> entity(Snapshot visible, Section section) {
        return visible.byRef(section.entityRef());
    }
}
