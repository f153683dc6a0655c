package dev.buildrun.catalog.process;

/**
 * A text that a regular expression may look at only so often. A pattern of many wildcards can take more steps than anybody will live to
 * see, and the engine has no bound of its own; but every step looks at a character.
 */
final class BoundedText implements CharSequence {
    private static final int MAX_STEPS = 1_000_000;

    private final String text;
    private int steps;

    BoundedText(String text) {
        this.text = text;
    }

    /** The match has taken too many steps. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("Expected a match within " + MAX_STEPS + " steps", null, false, false);
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        steps++;
        if (steps > MAX_STEPS) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
