package dev.buildrun.scaffolder.expression;

/**
 * What happens to the whitespace around block tags.
 *
 * @param trimBlocks removes one newline right after a block tag
 * @param lstripBlocks removes blanks before a block tag that stands first on its line
 */
public record Whitespace(boolean trimBlocks, boolean lstripBlocks) {
    /** All whitespace is output as it stands. */
    public static final Whitespace KEPT = new Whitespace(false, false);
}
