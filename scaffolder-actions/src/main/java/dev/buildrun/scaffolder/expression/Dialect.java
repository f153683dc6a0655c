package dev.buildrun.scaffolder.expression;

/** Which delimiters and which compatibility a text is rendered with. */
public enum Dialect {
    /** Backstage's own: <code>${{ }}</code>, <code>{% %}</code>, <code>{# #}</code>; plain <code>{{ }}</code> is text. */
    STANDARD("${{"),

    /** For skeletons made for cookiecutter: <code>{{ }}</code>, {@code True False None}, list and dict methods as in Python. */
    COOKIECUTTER("{{");

    private final String opening;

    Dialect(String opening) {
        this.opening = opening;
    }

    String opening() {
        return opening;
    }
}
