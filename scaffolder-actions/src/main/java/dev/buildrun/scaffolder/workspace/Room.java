package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.Workspace.Limits;

/** How much a workspace may still take. */
final class Room {
    private final Limits limits;
    private long bytes;
    private int entries;

    Room(Limits limits) {
        this.limits = limits;
    }

    int maxEntries() {
        return limits.maxEntries();
    }

    void take(long size) {
        bytes += size;
        if (bytes > limits.maxBytes()) {
            throw ServiceException.input(
                    "The workspace is full: expected at most " + limits.maxBytes() + " bytes to be written to it");
        }
    }

    void takeEntry() {
        entries++;
        if (entries > limits.maxEntries()) {
            throw ServiceException.input(
                    "The workspace is full: expected at most " + limits.maxEntries() + " files and directories in it");
        }
    }

    /** From now on as much is taken as of the other one. */
    void continueFrom(Room other) {
        bytes = other.bytes;
        entries = other.entries;
    }

    /** Another one with the same limits, of which nothing is taken. */
    Room anew() {
        return new Room(limits);
    }
}
