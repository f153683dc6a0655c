package dev.buildrun.notification;

import dev.buildrun.database.Tx;

/** Where parts of the service leave what they have to tell people. */
@FunctionalInterface
public interface Notifier {
    /** Tells nobody anything. */
    Notifier SILENT = (_, _) -> {};

    /**
     * Keeps a notice for its recipients and tells their open pages, both with the commit of the transaction. Users who don't want to hear of
     * this are left out.
     */
    void tell(Tx tx, Notice notice);
}
