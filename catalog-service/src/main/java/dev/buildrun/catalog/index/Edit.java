package dev.buildrun.catalog.index;

/**
 * Marks what was made during one edit of a snapshot and is not yet seen by anybody else. Only such parts may be changed in place; what has
 * another mark, or none, belongs to a published snapshot and is copied first.
 */
final class Edit {}
