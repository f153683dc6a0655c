package dev.buildrun.deploy.failpoints;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A place in the code from which a kind of statement is sent: the classes and lines that lead there, and what the statement is apart from its
 * values.
 *
 * @param id the same in every process of one build
 */
record Site(String id) {
    private static final int FRAMES = 4;
    private static final int CHARACTERS = 60;
    private static final Pattern LITERALS = Pattern.compile("'(?:[^']|'')*'|\\b\\d+\\b|\\?");
    private static final Pattern LISTS = Pattern.compile("\\(#(?:, #)*\\)(?:, \\(#(?:, #)*\\))*");
    private static final String OURS = "dev.buildrun.";

    /** The place that the calling thread is at; null where no store of the catalog is. */
    @org.jspecify.annotations.Nullable
    static Site here(String sql) {
        var frames = StackWalker.getInstance()
                .walk(stack -> stack.filter(frame -> frame.getClassName().startsWith(OURS))
                        .filter(frame -> !frame.getClassName().startsWith(OURS + "database.")
                                && !frame.getClassName().startsWith(OURS + "deploy."))
                        .limit(FRAMES)
                        .map(Site::text)
                        .collect(Collectors.joining(" < ")));
        if (frames.isEmpty()) {
            return null;
        }
        var shape = LISTS.matcher(LITERALS.matcher(sql.replaceAll("\\s+", " ")).replaceAll("#"))
                .replaceAll("(#)");
        var start = shape.length() > CHARACTERS ? shape.substring(0, CHARACTERS) : shape;
        return new Site(frames + " | " + start + " | " + Integer.toHexString(shape.hashCode()));
    }

    private static String text(StackWalker.StackFrame frame) {
        var name = frame.getClassName();
        return name.substring(name.lastIndexOf('.') + 1) + ":" + frame.getLineNumber();
    }
}
