package dev.buildrun.scaffolder.builtin.fetch;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.buildrun.error.ServiceException;

/** A pattern as Python's {@code fnmatch} reads it: unlike in a glob {@code *} and {@code ?} match slashes as well. */
record ShellPattern(Pattern pattern) {
    private static final int MAX_LENGTH = 1_000;

    static ShellPattern of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw ServiceException.input("Expected a pattern of at most " + MAX_LENGTH + " characters");
        }
        var regex = new StringBuilder();
        for (var position = 0; position < text.length(); position++) {
            var character = text.charAt(position);
            var end = character == '[' ? text.indexOf(']', position + 2) : -1;
            if (end > 0) {
                var set =
                        text.substring(position + 1, end).replace("\\", "\\\\").replace("[", "\\[");
                regex.append(set.startsWith("!") ? "[^" + set.substring(1) : "[" + set)
                        .append(']');
                position = end;
            } else {
                regex.append(
                        switch (character) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(String.valueOf(character));
                        });
            }
        }
        try {
            return new ShellPattern(Pattern.compile(regex.toString(), Pattern.DOTALL));
        } catch (PatternSyntaxException exception) {
            throw ServiceException.input("Expected a pattern, found \"" + text + "\"");
        }
    }

    /** Whether the path matches, or lies below a directory that does. */
    boolean matchesTree(String path) {
        for (var slash = path.length(); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (pattern.matches(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }
}
