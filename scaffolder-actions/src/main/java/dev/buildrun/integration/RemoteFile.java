package dev.buildrun.integration;

/**
 * A file of a tree that was read from somewhere.
 *
 * @param path relative to the tree's root, with {@code /} between its parts, never leaving the root
 * @param kind what it is
 * @param bytes the content; for a link its text in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying every file would double the memory
public record RemoteFile(String path, Kind kind, byte[] bytes) {
    /** What a file of a tree can be. */
    public enum Kind {
        REGULAR,
        EXECUTABLE,
        LINK
    }
}
