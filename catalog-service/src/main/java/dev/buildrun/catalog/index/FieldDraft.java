package dev.buildrun.catalog.index;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A field while a whole catalog is read: values are only collected, and sorted once at the end. */
final class FieldDraft {
    private final CollectedValues values = new CollectedValues();
    private final Slots valued = new Slots(0);
    private final Slots nulls = new Slots(0);

    /** @param key as {@link Field#key} makes it; null for a null, or a value that can't be compared */
    void post(int slot, byte @Nullable [] key) {
        if (key == null) {
            nulls.add(slot);
            return;
        }
        values.add(key, slot);
        valued.add(slot);
    }

    /** How many values there are. */
    int size() {
        return values.size();
    }

    /** The finished field. The draft is empty afterwards, since both together may be too much to keep. */
    Field finished(String key, boolean forTexts) {
        var sorted = values.sorted();
        var keys = new Object[sorted.length];
        var posted = new Posted[sorted.length];
        for (var i = 0; i < sorted.length; i++) {
            var postings = sorted[i].slots().postings();
            keys[i] = sorted[i].key();
            posted[i] = forTexts ? new TextValue(sorted[i].slots().number(), sorted[i].key(), postings) : postings;
        }
        return Field.of(
                key,
                valued.postings(),
                nulls.postings(),
                SortedTree.ofSorted(Field.ORDER, keys, posted),
                forTexts ? texts(posted) : null);
    }

    private static TextIndex texts(Posted[] posted) {
        var edit = new Edit();
        var byNumber = new TextValue[posted.length];
        for (var each : posted) {
            if (each instanceof TextValue value) {
                byNumber[value.number()] = value;
            }
        }
        var values = SlotArray.<TextValue>empty();
        var numbers = new Slots(0);
        var grams = new HashMap<Integer, Slots>();
        for (var value : byNumber) {
            values = values.with(value.number(), value, edit);
            numbers.add(value.number());
            for (var gram : TextIndex.gramsOf(value.key())) {
                grams.computeIfAbsent(gram, _ -> new Slots(0)).add(value.number());
            }
        }
        var sorted =
                grams.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        var keys = sorted.stream().map(Map.Entry::getKey).toArray();
        var sets = sorted.stream().map(entry -> entry.getValue().postings()).toArray();
        return new TextIndex(
                values, numbers.postings(), SortedTree.ofSorted(Comparator.<Integer>naturalOrder(), keys, sets));
    }
}
