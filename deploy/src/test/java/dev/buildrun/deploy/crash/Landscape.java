package dev.buildrun.deploy.crash;

import dev.buildrun.deploy.crash.GeneratedEntity.Fault;
import dev.buildrun.deploy.crash.Place.Kind;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Made-up sources of some thousand entities, and what happens to sources in a year: declarations are edited, added, removed,
 * renamed, moved, broken and mended, files come and go, several files declare the same entity. The same seed gives the same.
 */
final class Landscape {
    private static final int PER_PLACE = 25;
    private static final int SHARED_ENTITIES = 30;
    private static final int FILES_PER_AREA = 8;

    private final Sources sources;
    private final Random random;
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> changes = new TreeMap<>();
    private boolean isCalm;
    private int areas;
    private int created;
    private int definition;

    private Landscape(Sources sources, Random random) {
        this.sources = sources;
        this.random = random;
    }

    /**
     * Writes the sources.
     *
     * @param entities about how many they are to declare, besides those that are only there once somebody registers them
     */
    static Landscape create(Sources sources, int entities, Random random) {
        var landscape = new Landscape(sources, random);
        var pages = entities / PER_PLACE;
        landscape.people(pages / 15 + 1);
        landscape.files(pages * 2 / 5);
        landscape.pages(pages * 8 / 15);
        landscape.registered(pages / 5);
        landscape.shareAll();
        landscape.writeDefinition();
        landscape.places.forEach(landscape::write);
        landscape.writeLists();
        return landscape;
    }

    private void people(int count) {
        for (var n = 0; n < count; n++) {
            add(Kind.PEOPLE, "people/people-" + n + ".yaml", n > 0);
        }
    }

    /** A pattern that matches nothing is an error, so the first file of each area stays. */
    private void files(int count) {
        areas = count / FILES_PER_AREA + 1;
        for (var n = 0; n < count; n++) {
            add(Kind.FILE, "area-" + n % areas + "/parts/part-" + n + ".yaml", n >= areas);
        }
    }

    private void pages(int count) {
        for (var n = 0; n < count; n++) {
            add(Kind.PAGE, "page-" + n + ".yaml", true);
        }
    }

    /** Two of them lead to one page; another leads into a ring of two pages, each of which leads to the other. */
    private void registered(int count) {
        for (var n = 0; n < Math.max(count, 4); n++) {
            add(Kind.REGISTERED, "team-" + n + ".yaml", false);
        }
        var teams = registered();
        var twice = nested("twice.yaml");
        teams.get(0).leadTo("./" + twice.path());
        teams.get(1).leadTo("./" + twice.path());
        var ring = nested("ring-a.yaml");
        var other = nested("ring-b.yaml");
        ring.leadTo("./" + other.path());
        other.leadTo("./" + ring.path());
        teams.get(2).leadTo("./" + ring.path());
    }

    /** Each of the shared entities stands in two places from the start. */
    private void shareAll() {
        for (var n = 0; n < SHARED_ENTITIES; n++) {
            any(places).put(shared(n, 0));
            any(places).put(shared(n, 1));
        }
    }

    private static GeneratedEntity shared(int number, int version) {
        return new GeneratedEntity("Component", GeneratedEntity.SHARED + "-" + number, version, Fault.NONE);
    }

    private Place nested(String path) {
        var place = add(Kind.REGISTERED, path, false);
        place.setListed(false);
        return place;
    }

    private Place add(Kind kind, String path, boolean comesAndGoes) {
        var place = new Place(places.size(), kind, path, comesAndGoes);
        for (var n = 0; n < PER_PLACE; n++) {
            var of = place.kinds().get(n % place.kinds().size());
            place.put(new GeneratedEntity(of, GeneratedEntity.name(of, place.number(), n), 0, Fault.NONE));
        }
        places.add(place);
        return place;
    }

    /** The pages that can be registered. */
    List<Place> registered() {
        return places.stream()
                .filter(place -> place.kind() == Kind.REGISTERED && place.isListed())
                .toList();
    }

    /** The targets that the operator's config has, by what their rule has to allow. */
    Map<String, List<String>> configured() {
        return Map.of(
                "file:" + sources.file("people") + "/*.yaml", List.of("User", "Group", "Template"),
                "file:" + sources.file("all.yaml"), List.of(),
                "url:" + sources.url("all.yaml"), List.of());
    }

    /** Refs that several places declare, so that it depends on the order of events which of them has it. */
    Set<String> contested() {
        var seen = new TreeSet<String>();
        var contested = new TreeSet<String>();
        places.stream()
                .filter(Landscape::isThere)
                .flatMap(place -> place.entities().keySet().stream())
                .filter(ref -> !seen.add(ref))
                .forEach(contested::add);
        return contested;
    }

    /** The location keys of the places that declare the entity. */
    Set<String> claimants(String ref) {
        var keys = new TreeSet<String>();
        places.stream()
                .filter(place -> isThere(place) && place.entities().containsKey(ref))
                .forEach(place -> keys.add(key(place)));
        return keys;
    }

    private String key(Place place) {
        return place.isWeb() ? "url:" + sources.url(place.path()) : "file:" + sources.file(place.path());
    }

    private static boolean isThere(Place place) {
        return place.isListed() || place.kind() == Kind.REGISTERED;
    }

    /** How often each thing has happened. */
    Map<String, Integer> changes() {
        return changes;
    }

    /** Some entity that a place declares. */
    String anyRef() {
        var place = any(places);
        return place.entities().isEmpty()
                ? "group:default/platform"
                : any(place.entities().keySet());
    }

    /** From now on nothing vanishes. */
    void calmDown() {
        isCalm = true;
    }

    /** Lets so many things happen. */
    void change(int count) {
        var touched = new LinkedHashSet<Place>();
        for (var n = 0; n < count; n++) {
            changeOnce(any(places), touched);
        }
        touched.forEach(this::write);
    }

    private void changeOnce(Place place, Collection<Place> touched) {
        touched.add(place);
        var entities = place.entities();
        if (entities.isEmpty()) {
            create(place);
            return;
        }
        var ref = any(entities.keySet());
        switch (random.nextInt(isCalm ? 9 : 20)) {
            case 0, 1, 2, 3, 4, 5 -> {
                place.put(place.take(ref).next());
                count("edited");
            }
            case 6, 7, 8 -> create(place);
            case 9, 10 -> {
                entities.remove(ref);
                count("removed");
            }
            case 11, 12 -> rename(place, ref);
            case 13, 14 -> move(place, ref, touched);
            case 15, 16 -> share(place);
            case 17 -> comeOrGo(place);
            case 18 -> breakOrMend(place, ref);
            default -> {
                writeDefinition();
                count("definitions edited");
            }
        }
    }

    private void create(Place place) {
        var kind = any(place.kinds());
        place.put(new GeneratedEntity(kind, "new-" + created++, 0, Fault.NONE));
        count("added");
    }

    private void rename(Place place, String ref) {
        var before = place.take(ref);
        place.put(new GeneratedEntity(before.kind(), "renamed-" + created++, before.version(), before.fault()));
        count("renamed");
    }

    private void move(Place place, String ref, Collection<Place> touched) {
        var other = any(places);
        if (other.kinds().equals(place.kinds())) {
            other.put(place.take(ref).next());
            touched.add(other);
            count("moved");
        }
    }

    /** The place begins or ceases to declare what others may declare as well. */
    private void share(Place place) {
        if (place.kind() == Kind.PEOPLE) {
            return;
        }
        var entity = new GeneratedEntity(
                "Component",
                GeneratedEntity.SHARED + "-" + random.nextInt(SHARED_ENTITIES),
                place.number(),
                Fault.NONE);
        if (place.entities().remove(entity.ref()) == null) {
            place.put(entity);
        }
        count("shared");
    }

    private void comeOrGo(Place place) {
        if (place.comesAndGoes()) {
            place.setListed(!place.isListed());
            writeLists();
            count("files that came or went");
        } else {
            create(place);
        }
    }

    private void breakOrMend(Place place, String ref) {
        if (!place.isMended()) {
            place.mend();
            count("mended");
        } else {
            if (random.nextBoolean()) {
                place.breakDown(random.nextBoolean());
            } else {
                place.breakOne(ref, random.nextBoolean() ? Fault.BAD_TAG : Fault.NO_OWNER);
            }
            count("broken");
        }
    }

    /** Mends whatever is broken; returns how much that was. */
    int mend() {
        var broken = places.stream().filter(place -> !place.isMended()).toList();
        broken.forEach(Place::mend);
        broken.forEach(this::write);
        return broken.size();
    }

    /** Breaks some places and some declarations that nobody contests, each in its own way. */
    void breakSome() {
        var contested = contested();
        for (var kind : Kind.values()) {
            var whole = any(places.stream()
                    .filter(place -> place.kind() == kind && place.isListed())
                    .toList());
            whole.breakDown(random.nextBoolean());
            write(whole);
            for (var fault : List.of(Fault.BAD_TAG, Fault.NO_OWNER)) {
                var place = any(places.stream()
                        .filter(each -> each.kind() == kind && each.isListed() && each != whole)
                        .toList());
                place.entities().keySet().stream()
                        .filter(ref -> !contested.contains(ref))
                        .findFirst()
                        .ifPresent(ref -> place.breakOne(ref, fault));
                write(place);
            }
        }
    }

    private void write(Place place) {
        if (place.isWeb()) {
            sources.putPage(place.path(), place.text("./definition.yaml"));
            sources.answerWith(place.path(), place.status());
        } else if (place.isListed()) {
            sources.putFile(
                    place.path(),
                    place.text(place.kind() == Kind.FILE ? "../../definition.yaml" : "../definition.yaml"));
        } else {
            sources.removeFile(place.path());
        }
    }

    /** What all API entities take their definition from that do not bring their own. */
    private void writeDefinition() {
        definition++;
        var text = "openapi: 3.1.0\ninfo: {title: shared, version: " + definition + "}\n";
        sources.putFile("definition.yaml", text);
        sources.putPage("definition.yaml", text);
    }

    /** What leads to the places: patterns for files, a list for pages. */
    private void writeLists() {
        for (var area = 0; area < areas; area++) {
            var json = GeneratedEntity.location("area-" + area, List.of("./parts/*.yaml"));
            sources.putFile("area-" + area + "/catalog-info.yaml", Json.write(json));
        }
        var all = GeneratedEntity.location("all-areas", List.of("./area-*/catalog-info.yaml"));
        sources.putFile("all.yaml", Json.write(all));
        var pages = places.stream()
                .filter(place -> place.kind() == Kind.PAGE && place.isListed())
                .toList();
        // Four to a Location, so that one broken page holds up a few others only.
        var text = new StringBuilder();
        for (var place : pages) {
            var group = place.number() / 4;
            if (text.indexOf("\"pages-" + group + "\"") < 0) {
                var targets = pages.stream()
                        .filter(each -> each.number() / 4 == group)
                        .map(each -> "./" + each.path())
                        .toList();
                text.append(Json.write(GeneratedEntity.location("pages-" + group, targets)))
                        .append("\n---\n");
            }
        }
        sources.putPage("all.yaml", text.toString());
    }

    private void count(String what) {
        changes.merge(what, 1, Integer::sum);
    }

    private <T> T any(Collection<T> items) {
        return List.copyOf(items).get(random.nextInt(items.size()));
    }
}
