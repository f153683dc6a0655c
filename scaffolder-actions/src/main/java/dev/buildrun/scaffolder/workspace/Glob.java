package dev.buildrun.scaffolder.workspace;

import com.google.re2j.Pattern;
import dev.buildrun.error.ServiceException;

/**
 * A pattern for paths with {@code /} between their parts: {@code *} and {@code ?} stay within a part, {@code **} crosses
 * parts, {@code [abc]} and {@code {a,b}} as in a shell. Names that begin with a dot are matched like any other.
 */
public final class Glob {
    private static final int MAX_LENGTH = 1_000;

    private final Pattern pattern;
    private final String text;

    private Glob(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** Whether the text has any wildcard at all. */
    public static boolean isPattern(String text) {
        return text.chars().anyMatch(character -> "*?[{".indexOf(character) >= 0);
    }

    /**
     * Reads a pattern; a leading {@code ./} and a trailing slash mean nothing.
     *
     * @throws ServiceException of kind INPUT when it is too long or a bracket is not closed
     */
    public static Glob of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw ServiceException.input("Expected a glob of at most " + MAX_LENGTH + " characters");
        }
        var plain = text.startsWith("./") ? text.substring(2) : text;
        plain = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        return new Glob(plain, Pattern.compile(new Translation(plain).regex()));
    }

    public boolean matches(String path) {
        return pattern.matches(path);
    }

    /** Whether the path matches, or lies below a directory that does. */
    public boolean matchesTree(String path) {
        for (var slash = path.length(); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (matches(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }

    /** One pass over the text that writes the regular expression. */
    private static final class Translation {
        private final String glob;
        private final StringBuilder regex = new StringBuilder();
        private int position;
        private int braces;

        Translation(String glob) {
            this.glob = glob;
        }

        String regex() {
            while (position < glob.length()) {
                next(glob.charAt(position));
            }
            if (braces > 0) {
                throw ServiceException.input("Expected every { of the glob \"" + glob + "\" to be closed");
            }
            return regex.toString();
        }

        private void next(char character) {
            switch (character) {
                case '*' -> star();
                case '?' -> append("[^/]", 1);
                case '[' -> bracket();
                case '{' -> {
                    braces++;
                    append("(?:", 1);
                }
                case '}' -> append(braces-- > 0 ? ")" : "\\}", 1);
                case ',' -> append(braces > 0 ? "|" : ",", 1);
                default -> append(Pattern.quote(String.valueOf(character)), 1);
            }
            braces = Math.max(braces, 0);
        }

        private void star() {
            if (glob.startsWith("**/", position)) {
                append("(?:[^/]+/)*", 3);
            } else if (glob.startsWith("**", position)) {
                append(".*", 2);
            } else {
                append("[^/]*", 1);
            }
        }

        private void bracket() {
            var end = glob.indexOf(']', position + 1);
            if (end < 0) {
                throw ServiceException.input("Expected every [ of the glob \"" + glob + "\" to be closed");
            }
            var set = glob.substring(position + 1, end).replace("\\", "\\\\").replace("[", "\\[");
            var negated = set.startsWith("!") || set.startsWith("^");
            regex.append(negated ? "[^/" : "[")
                    .append(negated ? set.substring(1) : set)
                    .append(']');
            position = end + 1;
        }

        private void append(String piece, int length) {
            regex.append(piece);
            position += length;
        }
    }
}
