package dev.buildrun;

import dev.buildrun.config.Config;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.remote.RemoteActions;
import dev.buildrun.scaffolder.remote.RemoteWorker;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The workers of the configuration, {@code buildrun.scaffolder.remoteActions}. */
final class RemoteWorkers {
    private static final int MOST = 100;
    private static final Pace EVERY_HALF_MINUTE =
            new Pace(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Set<String> KEYS = Set.of("url", "secret", "actions", "secrets", "insecure");

    private RemoteWorkers() {}

    /** Their actions, whether or not the workers are there; they are asked what they offer from now on. */
    static List<Action<?, ?>> start(Config config, Clock clock, Closing closing) {
        var remote = closing.add(new RemoteActions(of(config), clock, Thread::sleep));
        closing.add(ClaimLoop.start("remote-actions", remote::ask, new WakeUp(), EVERY_HALF_MINUTE));
        return remote.all();
    }

    /** @throws IllegalArgumentException when something is wrong; the message begins with its path */
    static List<RemoteWorker> of(Config config) {
        var entries = config.list("buildrun.scaffolder.remoteActions");
        if (entries.size() > MOST) {
            throw new IllegalArgumentException("buildrun.scaffolder.remoteActions: expected at most " + MOST
                    + " workers, found " + entries.size());
        }
        return entries.stream().map(RemoteWorkers::worker).toList();
    }

    private static RemoteWorker worker(Config entry) {
        for (var key : entry.keys()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(entry.path() + "." + key + ": expected one of "
                        + KEYS.stream().sorted().toList() + ", found another key");
            }
        }
        var url = entry.string("url");
        try {
            return RemoteWorker.of(
                    entry.path(),
                    URI.create(url),
                    entry.string("secret"),
                    entry.strings("actions"),
                    Set.copyOf(entry.strings("secrets")),
                    entry.bool("insecure", false));
        } catch (IllegalArgumentException exception) {
            if (String.valueOf(exception.getMessage()).startsWith(entry.path())) {
                throw exception;
            }
            throw new IllegalArgumentException(entry.path() + ".url: expected a URL, found " + url, exception);
        }
    }
}
