package dev.buildrun.scaffolder.expression;

import dev.buildrun.error.ServiceException;

/** Replaces text in text as JavaScript's {@code replaceAll} does, in time linear to the text. */
public final class TextReplacement {
    private TextReplacement() {}

    /**
     * Replaces every occurrence of a text; the replacement may refer to it by <code>$$ $& $` $'</code>.
     *
     * @param find not empty
     * @throws ServiceException of kind INPUT when the result exceeds what one evaluation may make
     */
    public static String literal(String text, String find, String replacement) {
        try {
            var budget = new Budget();
            var result = new StringBuilder();
            var copied = 0;
            for (var start = text.indexOf(find); start >= 0; start = text.indexOf(find, copied)) {
                result.append(text, copied, start);
                copied = start + find.length();
                Replacement.plain(replacement, text, start, copied).appendTo(result, budget);
            }
            return result.append(text, copied, text.length()).toString();
        } catch (TemplateFailure failure) {
            throw ServiceException.input(failure.message());
        }
    }

    /**
     * Replaces every match of a regular expression; the replacement may refer to its groups by {@code $1}.
     *
     * @throws ServiceException of kind INPUT when the expression is wrong, needs look-around or back-references, or the result exceeds
     *     what one evaluation may make
     */
    public static String pattern(String text, String pattern, String replacement) {
        try {
            return new Regex(pattern, "g").replace(text, replacement, new Budget());
        } catch (TemplateFailure failure) {
            throw ServiceException.input(failure.message());
        }
    }
}
