package dev.buildrun.scaffolder.expression;

/**
 * A token of an expression.
 *
 * @param text a name, an operator, a number as written, or the characters that a string stands for
 * @param at where it starts in the source
 */
record Token(Kind kind, String text, int at) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        /** The pattern, a slash and the flags. */
        REGEX,
        OPERATOR,
        END
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }
}
