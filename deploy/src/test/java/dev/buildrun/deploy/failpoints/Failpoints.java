package dev.buildrun.deploy.failpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides what becomes of a statement: it is written down, or the process dies before it or after it.
 */
final class Failpoints {
    /** What the process ends with when it has died on purpose. */
    static final int DIED = 86;

    private static final Failpoints INSTANCE = new Failpoints();

    private final Set<String> seen = new LinkedHashSet<>();
    private volatile @Nullable String armedSite;
    private volatile boolean isBefore;

    static Failpoints instance() {
        return INSTANCE;
    }

    /** From now on the process dies at the first statement of this place. */
    void arm(String site, boolean before) {
        isBefore = before;
        armedSite = site;
    }

    void before(@Nullable Site site) {
        if (site != null) {
            synchronized (seen) {
                seen.add(site.id());
            }
            dieAt(site, true);
        }
    }

    void after(@Nullable Site site) {
        if (site != null) {
            dieAt(site, false);
        }
    }

    private void dieAt(Site site, boolean before) {
        if (before == isBefore && site.id().equals(armedSite)) {
            Runtime.getRuntime().halt(DIED);
        }
    }

    /** Writes all places down that statements came from, each in a line. */
    void record(Path file) {
        try {
            synchronized (seen) {
                Files.write(file, seen);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
