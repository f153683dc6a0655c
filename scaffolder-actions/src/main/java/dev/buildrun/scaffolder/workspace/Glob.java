package dev.buildrun.scaffolder.workspace;

import com.google.re2j.Pattern;
import dev.buildrun.error.ServiceException;

/**
 * A pattern for paths with {@code /} between their parts, as the libraries of Backstage read it: {@code *} and {@code ?} stay within
 * a part, {@code **} crosses parts, {@code [abc]}, {@code {a,b}}, {@code {1..3}}, {@code (a|b)} and {@code +(a|b)} as in a shell. What
 * is not closed stands for itself.
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

    /** Whether the text has any character that may mean something else than itself. */
    static boolean isMoreThanText(String text) {
        return isPattern(text) || text.contains("(") || text.contains("\\");
    }

    /**
     * Reads a pattern that matches names with a dot at their beginning like any other; a leading {@code ./} and a trailing slash
     * mean nothing.
     *
     * @throws ServiceException of kind INPUT when it is too long, or has {@code !(…)}
     */
    public static Glob of(String text) {
        return of(text, true);
    }

    /** The same; without {@code dots} only a dot that is written matches one at the beginning of a name. */
    public static Glob of(String text, boolean dots) {
        if (text.length() > MAX_LENGTH) {
            throw ServiceException.input("Expected a glob of at most " + MAX_LENGTH + " characters");
        }
        var plain = text.startsWith("./") ? text.substring(2) : text;
        plain = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        return new Glob(plain, Pattern.compile(new GlobTranslation(dots).regex(plain)));
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
}
