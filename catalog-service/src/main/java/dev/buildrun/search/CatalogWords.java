package dev.buildrun.search;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.WordIndex.Part;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which words an entity is found by. */
final class CatalogWords {
    private static final int MOST_IN_TEXT = 200;
    private static final int MOST_ELSEWHERE = 50;

    private CatalogWords() {}

    /** One word of an entity. */
    record Word(Part part, String text) {}

    static Set<Word> of(Entity entity) {
        var words = new HashSet<Word>();
        var metadata = entity.metadata();
        var spec = entity.json().path("spec");
        name(metadata.path("name"), words);
        name(metadata.path("title"), words);
        name(spec.path("profile").path("displayName"), words);
        text(metadata.path("description"), words);
        text(spec.path("profile").path("email"), words);
        metadata.path("tags").forEach(tag -> text(tag, words));
        more(entity.json().path("kind"), words);
        more(metadata.path("namespace"), words);
        more(spec.path("type"), words);
        more(spec.path("lifecycle"), words);
        more(spec.path("owner"), words);
        return words;
    }

    private static void name(JsonNode node, Set<Word> words) {
        var text = node.asString("");
        var whole = Words.joined(text);
        if (!whole.isEmpty()) {
            words.add(new Word(Part.WHOLE, whole));
            Words.withParts(text, MOST_ELSEWHERE).forEach(word -> words.add(new Word(Part.NAME, word)));
        }
    }

    private static void text(JsonNode node, Set<Word> words) {
        Words.of(node.asString(""), MOST_IN_TEXT).forEach(word -> words.add(new Word(Part.TEXT, word)));
    }

    private static void more(JsonNode node, Set<Word> words) {
        Words.of(node.asString(""), MOST_ELSEWHERE).forEach(word -> words.add(new Word(Part.MORE, word)));
    }
}
