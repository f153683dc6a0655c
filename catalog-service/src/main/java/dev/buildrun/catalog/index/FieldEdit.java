package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.SearchField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field while it is changed. What is posted is collected first, and put in at once when something else is to be done. */
final class FieldEdit {
    private final String key;
    private Postings valued;
    private Postings nulls;
    /** Null as long as all that are valued have "true" and nothing else. */
    private @Nullable SortedTree<byte[], Posted> values;

    private @Nullable TextIndex texts;
    private final CollectedValues posted = new CollectedValues();

    FieldEdit(Field before) {
        key = before.key();
        valued = before.valued();
        nulls = before.nulls();
        values = before.isOfTrue() ? null : before.values();
        texts = before.texts();
    }

    void post(int slot, SearchField field, Edit edit) {
        var value = Field.key(field);
        if (value == null) {
            nulls = Postings.with(nulls, slot, edit);
            return;
        }
        if (Field.isTrue(field) && (values == null || isNew())) {
            values = null;
        } else {
            values = values();
            posted.add(value, slot);
        }
        valued = Postings.with(valued, slot, edit);
    }

    private boolean isNew() {
        return valued.isEmpty() && posted.isEmpty() && texts == null;
    }

    private SortedTree<byte[], Posted> values() {
        // A set of its own, since that of all who are valued goes on to be changed.
        return values == null
                ? Field.ofTrue(key, Postings.of(valued.bitmap().clone()), nulls).values()
                : values;
    }

    /** Puts in what was posted. */
    private SortedTree<byte[], Posted> settled(Edit edit) {
        if (posted.isEmpty()) {
            return values();
        }
        var sorted = posted.sorted();
        var keys = Arrays.stream(sorted).map(CollectedValues.Collected::key).toArray();
        var unfound = new ArrayList<TextValue>();
        var settled = values().withAll(
                        keys,
                        (number, before) -> {
                            var slots = sorted[number].slots();
                            return before == null
                                    ? posted(sorted[number].key(), slots.addedTo(Postings.none(), edit), unfound, edit)
                                    : reposted(before, slots.addedTo(before.postings(), edit), edit);
                        },
                        edit);
        if (texts != null && !unfound.isEmpty()) {
            texts = texts.finding(unfound, edit);
        }
        values = settled;
        return settled;
    }

    /** A value that is new here. */
    private Posted posted(byte[] value, Postings postings, List<TextValue> unfound, Edit edit) {
        if (texts == null) {
            return postings;
        }
        var added = texts.with(value, postings, edit);
        texts = added.index();
        unfound.add(added.value());
        return added.value();
    }

    /** The same value for others. */
    private Posted reposted(Posted before, Postings postings, Edit edit) {
        if (texts == null || !(before instanceof TextValue(var number, var value, var _))) {
            return postings;
        }
        var other = new TextValue(number, value, postings);
        texts = texts.replaced(other, edit);
        return other;
    }

    /** Takes one value away; who has no other left must be told to {@link #unpostValued} as well. */
    void unpost(int slot, SearchField field, Edit edit) {
        var value = Field.key(field);
        if (value == null) {
            nulls = Postings.without(nulls, slot, edit);
            return;
        }
        var all = settled(edit);
        var before = all.get(value);
        if (before == null) {
            return;
        }
        var after = Postings.without(before.postings(), slot, edit);
        if (!after.isEmpty()) {
            values = all.put(value, reposted(before, after, edit), edit);
            return;
        }
        values = all.remove(value, edit);
        if (texts != null && before instanceof TextValue text) {
            texts = texts.without(text, edit);
        }
    }

    void unpostValued(int slot, Edit edit) {
        valued = Postings.without(valued, slot, edit);
    }

    boolean isEmpty() {
        return valued.isEmpty() && nulls.isEmpty();
    }

    Field finished(Edit edit) {
        return values == null ? Field.ofTrue(key, valued, nulls) : Field.of(key, valued, nulls, settled(edit), texts);
    }
}
