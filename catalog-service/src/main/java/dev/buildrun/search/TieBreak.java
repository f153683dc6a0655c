package dev.buildrun.search;

import dev.buildrun.catalog.index.Snapshot;

/**
 * Which of two entities that fit equally well comes first: what people build and use before what surrounds it, then the shorter name, then
 * the alphabet. Where nothing in particular is looked for, the alphabet alone.
 */
record TieBreak(Snapshot snapshot, boolean byName) {
    int compare(int left, int right) {
        var one = snapshot.entity(left).ref();
        var other = snapshot.entity(right).ref();
        if (byName) {
            var compared = one.substring(one.indexOf('/')).compareTo(other.substring(other.indexOf('/')));
            return compared != 0 ? compared : one.compareTo(other);
        }
        var byKind = Integer.compare(place(one), place(other));
        if (byKind != 0) {
            return byKind;
        }
        var byLength = Integer.compare(one.length() - one.indexOf('/'), other.length() - other.indexOf('/'));
        return byLength != 0 ? byLength : one.compareTo(other);
    }

    private static int place(String ref) {
        return switch (ref.substring(0, ref.indexOf(':'))) {
            case "component" -> 0;
            case "api" -> 1;
            case "template" -> 2;
            case "system" -> 3;
            case "domain" -> 4;
            case "resource" -> 5;
            case "group" -> 6;
            case "user" -> 7;
            case "location" -> 9;
            default -> 8;
        };
    }
}
