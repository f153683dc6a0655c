package dev.buildrun.catalog.explain;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Finds entities that somebody may have meant who asks for one that is not there. */
final class SimilarNames {
    private static final int MOST = 5;
    private static final int MAX_DISTANCE = 2;
    /** In a shorter name, a typing error leaves too little to go by. */
    private static final int CHARACTERS_PER_ERROR = 3;

    private static final int OTHER_KIND = 1;
    private static final int OTHER_NAMESPACE = 2;
    private static final int OTHER_BOTH = 4;
    private static final int PER_ERROR = 3;

    private SimilarNames() {}

    private record Candidate(String ref, int score) {}

    /** Those with the same name in another kind or namespace, and those of the kind that are spelled nearly so; the nearest first. */
    static List<String> of(Snapshot snapshot, String ref, Predicate<String> mayRead) {
        var wanted = EntityRef.parse(ref);
        var candidates = new ArrayList<Candidate>();
        snapshot.visitByRef(entity -> {
            var score = score(wanted, entity.ref());
            if (score > 0) {
                candidates.add(new Candidate(entity.ref(), score));
            }
            return true;
        });
        return candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::score).thenComparing(Candidate::ref))
                .map(Candidate::ref)
                .filter(mayRead)
                .limit(MOST)
                .toList();
    }

    /** 0 for one that is not similar. */
    private static int score(EntityRef wanted, String ref) {
        EntityRef other;
        try {
            other = EntityRef.parse(ref);
        } catch (ServiceException notAReference) {
            return 0;
        }
        var sameKind = other.kind().equals(wanted.kind());
        var sameNamespace = other.namespace().equals(wanted.namespace());
        if (other.name().equals(wanted.name())) {
            return sameNamespace ? OTHER_KIND : sameKind ? OTHER_NAMESPACE : OTHER_BOTH;
        }
        var allowed = Math.min(MAX_DISTANCE, wanted.name().length() / CHARACTERS_PER_ERROR);
        if (!sameKind || Math.abs(other.name().length() - wanted.name().length()) > allowed) {
            return 0;
        }
        var distance = distance(wanted.name(), other.name());
        return distance > allowed ? 0 : PER_ERROR * distance + (sameNamespace ? 0 : 1);
    }

    /** How many letters have to be put in, taken out or changed. */
    static int distance(String left, String right) {
        var row = new int[right.length() + 1];
        for (var column = 0; column <= right.length(); column++) {
            row[column] = column;
        }
        for (var line = 1; line <= left.length(); line++) {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= right.length(); column++) {
                var above = row[column];
                var change = left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1;
                row[column] = Math.min(Math.min(above, row[column - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[right.length()];
    }
}
