package dev.buildrun.platform.manifest;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.UrlReader;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.platform.conformance.Fact;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of services on other hosts. Other hosts take their time, or never answer, and nobody tells of a push there; so whoever
 * asks hears what is known, a loop reads what is not, looks again now and then, and tells of what has changed.
 */
public final class RemoteRepositories {
    private static final int MOST_KEPT = 4_000;
    private static final int AT_ONCE = 8;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(15);
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    private final UrlReaders readers;
    private final Consumer<String> changed;
    private final LongSupplier nanos;
    private final WakeUp wakeUp = new WakeUp();
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Map<String, Answer> answers = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /**
     * What a host has said.
     *
     * @param revision null where nothing could be read
     * @param askAgain when, by the clock of this class
     */
    private record Answer(
            Fact<RepositoryContent> fact, @Nullable String revision, long askAgain) {}

    /**
     * Knows nothing yet.
     *
     * @param changed is told the address of a repository about which something else is known than before
     * @param nanos a clock that only tells how long something was, as {@link System#nanoTime}
     */
    public RemoteRepositories(UrlReaders readers, Consumer<String> changed, LongSupplier nanos) {
        this.readers = readers;
        this.changed = changed;
        this.nanos = nanos;
    }

    /** Signalled when there is something to read. */
    public WakeUp wakeUp() {
        return wakeUp;
    }

    /** What is known of a repository, at once. */
    synchronized Fact<RepositoryContent> look(String url) {
        var answer = answers.get(url);
        if (answer != null) {
            return answer.fact();
        }
        if (!readers.handles(url)) {
            return new Fact.Unknown<>("the repository is on a host that is not read; integrations may name it");
        }
        if (wanted.size() < MOST_KEPT && wanted.add(url)) {
            wakeUp.signal();
        }
        return new Fact.Unknown<>("the repository is being read");
    }

    /** Reads what was asked for, and what was read long ago; returns how many repositories that were. */
    public int take() throws InterruptedException {
        var batch = batch();
        var readings = batch.stream().map(this::reading).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(readings);
        }
        return batch.size();
    }

    private synchronized List<String> batch() {
        var batch = new ArrayList<String>();
        var now = nanos.getAsLong();
        wanted.stream().limit(AT_ONCE).forEach(batch::add);
        batch.forEach(wanted::remove);
        answers.forEach((url, answer) -> {
            if (batch.size() < AT_ONCE && now - answer.askAgain() >= 0 && !batch.contains(url)) {
                batch.add(url);
            }
        });
        return batch;
    }

    private Callable<Boolean> reading(String url) {
        return () -> {
            var before = before(url);
            var answer = ask(url, before);
            keep(url, answer);
            if (before == null || !before.fact().equals(answer.fact())) {
                changed.accept(url);
            }
            return true;
        };
    }

    private synchronized @Nullable Answer before(String url) {
        return answers.get(url);
    }

    private synchronized void keep(String url, Answer answer) {
        answers.put(url, answer);
    }

    private Answer ask(String url, @Nullable Answer before) {
        var revision = before == null ? null : before.revision();
        try {
            return switch (readers.readTree(url, UrlReader.Options.unlessChanged(revision))) {
                case UrlReader.TreeFiles(var files, var read) ->
                    new Answer(new Fact.Known<>(RepositoryContent.of(files, read)), read, after(LOOK_AGAIN));
                case UrlReader.NotModified _
                when before != null -> new Answer(before.fact(), revision, after(LOOK_AGAIN));
                case UrlReader.NotModified _ -> unknown("it said that nothing has changed", TRY_AGAIN);
            };
        } catch (ServiceException failure) {
            var isPassing = failure.kind() == ErrorKind.SERVICE_UNAVAILABLE;
            if (isPassing && before != null && revision != null) {
                return new Answer(before.fact(), revision, after(TRY_AGAIN));
            }
            return unknown(failure.getMessage(), isPassing ? TRY_AGAIN : LOOK_AGAIN);
        }
    }

    private Answer unknown(String reason, Duration pause) {
        return new Answer(new Fact.Unknown<>("the repository could not be read: " + reason), null, after(pause));
    }

    private long after(Duration pause) {
        return nanos.getAsLong() + pause.toNanos();
    }
}
