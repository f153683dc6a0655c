package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces what must not be seen by {@code ***}, in every form of {@link SecretForms} and across line breaks. The work grows with the
 * text, not with the number of secrets.
 */
final class Redaction {
    /** A piece of a text that was made of a secret; beyond {@link #MOST_CHARACTERS} of them the secrets in it are still found. */
    private static final int PIECE = 4_096;

    private static final int MOST_ENCODED = 1_024;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final SecretMatcher secrets;
    /** What was added to what; null where nothing was. */
    private final @Nullable Redaction before;

    private final Collection<String> added;
    private @Nullable SecretMatcher addedMatcher;

    private Redaction(SecretMatcher secrets, @Nullable Redaction before, Collection<String> added) {
        this.secrets = secrets;
        this.before = before;
        this.added = added;
    }

    /** Hides these values without the blanks around them. One of a single character is left, it would hide half the text. */
    static Redaction of(Collection<String> values) {
        return new Redaction(new SecretMatcher(SecretForms.of(values)), null, List.of());
    }

    /** Hides these texts, too, which have secrets in them or were made of one. */
    Redaction and(Collection<String> texts) {
        return texts.isEmpty() ? this : new Redaction(secrets, this, List.copyOf(texts));
    }

    String apply(String text) {
        return find(text).apply(0, text.length());
    }

    /** The same for every text in a tree, names included. */
    JsonNode apply(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var shown = Json.object();
                object.forEachEntry((name, value) -> shown.set(apply(name), apply(value)));
                yield shown;
            }
            case ArrayNode array -> {
                var shown = Json.array();
                array.forEach(item -> shown.add(apply(item)));
                yield shown;
            }
            default -> node.isString() ? Json.text(apply(node.stringValue())) : node;
        };
    }

    Hidden find(String text) {
        var hidden = new Hidden(text);
        if (!secrets.isEmpty()) {
            hidden.findAll(secrets);
        }
        if (before != null) {
            hidden.findAll(addedMatcher());
        }
        return hidden;
    }

    private SecretMatcher addedMatcher() {
        if (addedMatcher == null) {
            addedMatcher = new SecretMatcher(forms());
        }
        return addedMatcher;
    }

    private Collection<SecretForms.Form> forms() {
        var texts = new LinkedHashSet<String>();
        for (var redaction = this; redaction != null; redaction = redaction.before) {
            redaction.added.stream()
                    .map(String::strip)
                    .filter(text -> text.length() > 1)
                    .forEach(texts::add);
        }
        var encoded = new ArrayList<String>();
        var forms = new ArrayList<SecretForms.Form>();
        var room = MOST_CHARACTERS;
        for (var text : texts) {
            if (text.length() <= Math.min(room, MOST_ENCODED)) {
                encoded.add(text);
            } else {
                forms.addAll(SecretForms.pieces(text.substring(0, Math.min(room, text.length())), PIECE));
            }
            room = Math.max(0, room - text.length());
        }
        forms.addAll(SecretForms.ofWhole(encoded));
        return forms;
    }
}
