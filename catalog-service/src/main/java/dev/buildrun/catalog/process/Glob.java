package dev.buildrun.catalog.process;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A path pattern as shells have it: {@code *} for anything within a name, {@code **} for any number of names, {@code ?} for one
 * character, {@code [a-z]} for one of several, <code>{a,b}</code> for either.
 */
public final class Glob {
    private static final int MAX_LENGTH = 2_000;

    private final String text;
    private final Pattern pattern;

    private Glob(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** For paths of files: wildcards do not match names that begin with a dot. */
    public static Glob ofPath(String text) {
        return new Glob(text, compile(new GlobTranslation(text, "(?!\\.)").regex(), text, 0));
    }

    /** For targets of locations: in any case, and a dot is a character like any other. */
    public static Glob ofTarget(String text) {
        return new Glob(text, compile(new GlobTranslation(text, "").regex(), text, Pattern.CASE_INSENSITIVE));
    }

    /** Whether the text has a wildcard in it. */
    public static boolean isPattern(String text) {
        return text.chars().anyMatch(character -> "*?[{".indexOf(character) >= 0);
    }

    /** What cannot be told within the bounds does not match: rules then refuse it. */
    public boolean matches(String path) {
        try {
            return path.length() <= MAX_LENGTH
                    && pattern.matcher(new BoundedText(path)).matches();
        } catch (BoundedText.Exhausted _) {
            return false;
        }
    }

    private static Pattern compile(String regex, String text, int flags) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("Expected a pattern of at most " + MAX_LENGTH + " characters");
        }
        try {
            return Pattern.compile(regex, flags | Pattern.DOTALL);
        } catch (PatternSyntaxException exception) {
            throw new IllegalArgumentException("Expected a pattern with wildcards, found '" + text + "'", exception);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob
                && glob.pattern.pattern().equals(pattern.pattern())
                && glob.pattern.flags() == pattern.flags();
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
