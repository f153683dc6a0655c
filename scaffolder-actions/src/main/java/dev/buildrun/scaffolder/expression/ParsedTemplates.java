package dev.buildrun.scaffolder.expression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The trees of short templates that were parsed lately, by their text: tasks of one template render the same files and inputs again and
 * again. A tree is immutable and knows no values.
 */
final class ParsedTemplates {
    /** A tree takes some forty times the memory of its text. */
    private static final int MOST_CHARACTERS = 256 * 1024;

    private static final int LONGEST = 16 * 1024;

    private final Map<Key, List<Node>> trees = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;

    private record Key(String source, Dialect dialect, Whitespace whitespace) {}

    /** @throws TemplateFailure where the text is no template; that is found out anew each time */
    List<Node> get(String source, Dialect dialect, Whitespace whitespace) {
        if (source.length() > LONGEST) {
            return TemplateParser.parse(source, dialect, whitespace);
        }
        var key = new Key(source, dialect, whitespace);
        synchronized (trees) {
            var known = trees.get(key);
            if (known != null) {
                return known;
            }
        }
        var parsed = TemplateParser.parse(source, dialect, whitespace);
        keep(key, parsed);
        return parsed;
    }

    private void keep(Key key, List<Node> parsed) {
        synchronized (trees) {
            if (trees.putIfAbsent(key, parsed) == null) {
                characters += key.source().length();
            }
            for (var oldest = trees.keySet().iterator(); characters > MOST_CHARACTERS && oldest.hasNext(); ) {
                characters -= oldest.next().source().length();
                oldest.remove();
            }
        }
    }

    /** How many characters the texts have together. */
    int characters() {
        synchronized (trees) {
            return characters;
        }
    }
}
