package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.SearchField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field while it is changed. */
final class FieldEdit {
    private Postings valued;
    private Postings nulls;
    private SortedTree<byte[], Posted> values;
    private @Nullable TextIndex texts;
    /** Values that the texts do not find yet. */
    private final List<TextValue> unfound = new ArrayList<>();

    FieldEdit(Field before) {
        valued = before.valued();
        nulls = before.nulls();
        values = before.values();
        texts = before.texts();
    }

    void post(int slot, SearchField field, Edit edit) {
        if (field.value() == null || field.originalValue() == null) {
            nulls = Postings.with(nulls, slot, edit);
            return;
        }
        var key = Field.key(field.value(), field.originalValue());
        values = values.with(
                key,
                before -> {
                    var postings = Postings.with(before == null ? Postings.none() : before.postings(), slot, edit);
                    return posted(key, before, postings, edit);
                },
                edit);
        valued = Postings.with(valued, slot, edit);
    }

    private Posted posted(byte[] key, @Nullable Posted before, Postings postings, Edit edit) {
        if (texts == null) {
            return postings;
        }
        if (before instanceof TextValue(var number, var known, var _)) {
            var value = new TextValue(number, known, postings);
            texts = texts.replaced(value, edit);
            return value;
        }
        var added = texts.with(key, postings, edit);
        texts = added.index();
        unfound.add(added.value());
        return added.value();
    }

    /** Takes one value away; who has no other left must be told to {@link #unpostValued} as well. */
    void unpost(int slot, SearchField field, Edit edit) {
        if (field.value() == null || field.originalValue() == null) {
            nulls = Postings.without(nulls, slot, edit);
            return;
        }
        var key = Field.key(field.value(), field.originalValue());
        var before = values.get(key);
        if (before != null) {
            var after = Postings.without(before.postings(), slot, edit);
            if (!after.isEmpty()) {
                values = values.put(key, posted(key, before, after, edit), edit);
                return;
            }
            values = values.remove(key, edit);
            find(edit);
            if (texts != null && before instanceof TextValue value) {
                texts = texts.without(value, edit);
            }
        }
    }

    void unpostValued(int slot, Edit edit) {
        valued = Postings.without(valued, slot, edit);
    }

    boolean isEmpty() {
        return valued.isEmpty() && nulls.isEmpty();
    }

    private void find(Edit edit) {
        if (texts != null && !unfound.isEmpty()) {
            texts = texts.finding(unfound, edit);
            unfound.clear();
        }
    }

    Field finished(Edit edit) {
        find(edit);
        return new Field(valued, nulls, values, texts);
    }
}
