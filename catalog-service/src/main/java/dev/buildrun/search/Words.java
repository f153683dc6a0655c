package dev.buildrun.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Cuts texts into the words that are looked for: runs of letters and digits in lower case and without accents. */
final class Words {
    static final int MAX_LENGTH = 64;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private Words() {}

    /** A word as it stands in a text, from one index to another. */
    record Place(int from, int to) {}

    /** The words of a text in their order, at most so many. */
    static List<String> of(String text, int most) {
        return places(text, most).stream()
                .map(place -> plain(text.substring(place.from(), place.to())))
                .toList();
    }

    /** The same with the parts of words that are written {@code likeThis}. */
    static Collection<String> withParts(String text, int most) {
        var words = new LinkedHashSet<>(of(text, most));
        for (var place : places(text, most)) {
            var word = text.substring(place.from(), place.to());
            var start = 0;
            for (var i = 1; i < word.length(); i++) {
                if (Character.isUpperCase(word.charAt(i)) && Character.isLowerCase(word.charAt(i - 1))) {
                    words.add(plain(word.substring(start, i)));
                    start = i;
                }
            }
            words.add(plain(word.substring(start)));
        }
        return words;
    }

    /** All words of a text as one, so that it does not matter what stands between them. */
    static String joined(String text) {
        return String.join(" ", of(text, Integer.MAX_VALUE));
    }

    /** Where the words of a text are. What is longer than a word can be is cut. */
    static List<Place> places(String text, int most) {
        var places = new ArrayList<Place>();
        var at = 0;
        while (at < text.length() && places.size() < most) {
            if (!isPart(text.charAt(at))) {
                at++;
                continue;
            }
            var from = at;
            while (at < text.length() && isPart(text.charAt(at)) && at - from < MAX_LENGTH) {
                at++;
            }
            places.add(new Place(from, at));
        }
        return places;
    }

    private static boolean isPart(char character) {
        return Character.isLetterOrDigit(character)
                || Character.isSurrogate(character)
                || Character.getType(character) == Character.NON_SPACING_MARK;
    }

    /** A word as it is compared. */
    static String plain(String word) {
        var lower = word.toLowerCase(Locale.ROOT);
        for (var i = 0; i < lower.length(); i++) {
            if (lower.charAt(i) > 127) {
                return MARKS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFKD))
                        .replaceAll("");
            }
        }
        return lower;
    }
}
