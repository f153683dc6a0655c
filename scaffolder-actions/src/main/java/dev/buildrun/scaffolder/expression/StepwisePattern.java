package dev.buildrun.scaffolder.expression;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Runs an expression with look-around or back-references, which no engine can do in linear time, for a bounded number of steps.
 * Templates have such patterns in their forms.
 */
final class StepwisePattern {
    private static final int MAX_STEPS = 1_000_000;

    private StepwisePattern() {}

    /**
     * Whether the expression is found anywhere in the text.
     *
     * @param source in the syntax of Java
     * @throws IllegalArgumentException when it is wrong, or takes too many steps
     */
    static boolean isFound(String source, String text) {
        try {
            return Pattern.compile(source)
                    .matcher(new Counted(text, new int[1]))
                    .find();
        } catch (PatternSyntaxException exception) {
            throw new IllegalArgumentException(exception.getDescription(), exception);
        } catch (StackOverflowError overflow) {
            throw tooMany();
        }
    }

    private static IllegalArgumentException tooMany() {
        return new IllegalArgumentException("it takes more than " + MAX_STEPS + " steps");
    }

    /** Counts every look at a character. */
    private record Counted(CharSequence text, int[] steps) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++steps[0] > MAX_STEPS) {
                throw tooMany();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), steps);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
