package dev.buildrun.catalog.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which numbered documents have which words: for each part of the documents the words in order, each with the set of those that have it.
 * It never changes; an {@link Update} makes the next one and shares with it what stays the same.
 */
public final class WordIndex {
    public static final WordIndex EMPTY = new WordIndex(empty());

    private final Map<Part, SortedTree<String, Postings>> words;

    /** Where a word stands. */
    public enum Part {
        /** A whole name or title, as one. */
        WHOLE,
        /** A word of a name or title. */
        NAME,
        /** A word of what is said about it. */
        TEXT,
        /** A word of what it belongs to: owner, kind, type. */
        MORE
    }

    private WordIndex(Map<Part, SortedTree<String, Postings>> words) {
        this.words = words;
    }

    private static Map<Part, SortedTree<String, Postings>> empty() {
        var empty = new EnumMap<Part, SortedTree<String, Postings>>(Part.class);
        for (var part : Part.values()) {
            empty.put(part, SortedTree.empty(Comparator.<String>naturalOrder()));
        }
        return empty;
    }

    private SortedTree<String, Postings> in(Part part) {
        return words.getOrDefault(part, SortedTree.empty(Comparator.<String>naturalOrder()));
    }

    /** How many different words a part has. */
    public int size(Part part) {
        return in(part).size();
    }

    /** Adds those that have the word. */
    public void addExact(Part part, String word, RoaringBitmap target) {
        var found = in(part).get(word);
        if (found != null) {
            found.addTo(target);
        }
    }

    /** Adds those that have a word that begins with the text. */
    public void addBeginning(Part part, String text, RoaringBitmap target) {
        in(part).ascend(text, (word, postings) -> {
            var begins = word.startsWith(text);
            if (begins) {
                postings.addTo(target);
            }
            return begins;
        });
    }

    /** Adds those that have a word that is nearly this one. */
    public void addSimilar(Part part, SimilarWords similar, RoaringBitmap target) {
        in(part).ascend(null, (word, postings) -> {
            if (similar.test(word)) {
                postings.addTo(target);
            }
            return true;
        });
    }

    public Update update() {
        return new Update();
    }

    /** Gathers changes; for one thread and one use. */
    public final class Update {
        private final Map<Part, Map<String, Numbers>> changed = new EnumMap<>(Part.class);

        private Update() {}

        /** @param number higher than any that was added before, or the same again */
        public void add(Part part, String word, int number) {
            numbers(part, word).add(number);
        }

        public void remove(Part part, String word, int number) {
            numbers(part, word).removed.add(number);
        }

        private Numbers numbers(Part part, String word) {
            return changed.computeIfAbsent(part, _ -> new HashMap<>()).computeIfAbsent(word, _ -> new Numbers());
        }

        public WordIndex finish() {
            var next = new EnumMap<>(words);
            var edit = new Edit();
            changed.forEach((part, numbers) -> next.put(part, changed(in(part), numbers, edit)));
            return new WordIndex(next);
        }

        private static SortedTree<String, Postings> changed(
                SortedTree<String, Postings> before, Map<String, Numbers> numbers, Edit edit) {
            var words = numbers.keySet().toArray(String[]::new);
            Arrays.sort(words);
            var changes = Arrays.stream(words).map(numbers::get).toArray(Numbers[]::new);
            var lost = new ArrayList<String>();
            var tree = before.withAll(
                    words,
                    (number, had) -> {
                        var has = changes[number].changed(had == null ? Postings.none() : had, edit);
                        if (has.isEmpty()) {
                            lost.add(words[number]);
                        }
                        return has;
                    },
                    edit);
            for (var word : lost) {
                tree = tree.remove(word, edit);
            }
            return tree;
        }
    }

    /** Who got a word, and who lost it. */
    private static final class Numbers {
        private final RoaringBitmap removed = new RoaringBitmap();
        private int[] added = new int[1];
        private int size;

        void add(int number) {
            if (size == added.length) {
                added = Arrays.copyOf(added, 2 * size);
            }
            added[size++] = number;
        }

        Postings changed(Postings before, Edit edit) {
            var postings = before;
            for (var number : removed) {
                postings = Postings.without(postings, number, edit);
            }
            if (postings.isEmpty()) {
                return Postings.of(sorted());
            }
            for (var number : sorted()) {
                postings = Postings.with(postings, number, edit);
            }
            return postings;
        }

        int[] sorted() {
            return Arrays.stream(added, 0, size).sorted().distinct().toArray();
        }
    }
}
