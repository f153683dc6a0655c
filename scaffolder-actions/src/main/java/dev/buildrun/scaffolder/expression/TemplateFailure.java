package dev.buildrun.scaffolder.expression;

/**
 * A template that cannot be parsed or evaluated. It never leaves the package: {@link TemplateEngine} makes a
 * {@code ServiceException} of it, with line and column.
 */
final class TemplateFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN = -1;

    private final int offset;
    private final boolean limit;

    TemplateFailure(String message) {
        this(message, UNKNOWN);
    }

    TemplateFailure(String message, int offset) {
        this(message, offset, false);
    }

    private TemplateFailure(String message, int offset, boolean limit) {
        super(message, null, false, false);
        this.offset = offset;
        this.limit = limit;
    }

    /** The template asked for more than a render may have. */
    static TemplateFailure limit(String message) {
        return new TemplateFailure(message, UNKNOWN, true);
    }

    /** The same failure, at this place of the source unless a deeper one is known. */
    TemplateFailure at(int place) {
        return offset == UNKNOWN ? new TemplateFailure(message(), place, limit) : this;
    }

    /** The same failure with words before its message; what exceeds a limit speaks for itself. */
    TemplateFailure in(String context) {
        return limit ? this : new TemplateFailure(context + ": " + message(), offset);
    }

    String message() {
        var message = getMessage();
        return message == null ? "" : message;
    }

    /** The message with one-based line and column of the source. */
    String describe(String source) {
        if (offset == UNKNOWN) {
            return "Template error: " + message();
        }
        var before = source.substring(0, Math.min(offset, source.length()));
        var line = 1 + before.chars().filter(character -> character == '\n').count();
        var column = before.length() - before.lastIndexOf('\n');
        return "Template error at line " + line + ", column " + column + ": " + message();
    }
}
