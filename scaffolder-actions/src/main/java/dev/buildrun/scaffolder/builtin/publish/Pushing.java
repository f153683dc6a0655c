package dev.buildrun.scaffolder.builtin.publish;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.GitHost.Remote;
import dev.buildrun.scaffolder.action.ActionLog;
import dev.buildrun.scaffolder.action.Sleeper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** Talks to a Git host over the network, again after a failure that may pass; one of rights is told at once. */
final class Pushing {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final int TIMEOUT_SECONDS = 60;
    private static final Pattern ADDRESS = Pattern.compile("https?://\\S*");
    private static final String[] LASTING = {"auth", "permission", "forbidden", "401", "403"};

    private final Sleeper sleeper;

    Pushing(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** One exchange with a remote. */
    @FunctionalInterface
    private interface Exchange<T> {
        T call() throws GitAPIException;
    }

    /** The branches of a remote repository with the ids of their newest commits. */
    Map<String, String> heads(Remote remote, ActionLog log) throws InterruptedException {
        return again("Reading the branches", remote, log, () -> headsOnce(remote));
    }

    private static Map<String, String> headsOnce(Remote remote) throws GitAPIException {
        var heads = new LinkedHashMap<String, String>();
        var refs = Git.lsRemoteRepository()
                .setRemote(remote.url())
                .setHeads(true)
                .setCredentialsProvider(credentials(remote))
                .setTimeout(TIMEOUT_SECONDS)
                .call();
        refs.forEach(ref -> heads.put(
                ref.getName(),
                String.valueOf(
                        ref.getObjectId() == null ? "" : ref.getObjectId().name())));
        return heads;
    }

    /**
     * Pushes the commit to its branch.
     *
     * @throws ServiceException when the remote refuses, or cannot be reached in five attempts
     */
    void push(FirstCommit commit, Remote remote, ActionLog log) throws InterruptedException {
        again("The push", remote, log, () -> {
            try {
                pushOnce(commit, remote);
            } catch (ServiceException refused) {
                // A push that arrives twice is refused the second time, though all is as it should be.
                var head = headsOnce(remote).get(Constants.R_HEADS + commit.branch());
                if (!commit.id().equals(head)) {
                    throw refused;
                }
            }
            return true;
        });
    }

    private <T> T again(String what, Remote remote, ActionLog log, Exchange<T> exchange) throws InterruptedException {
        var pause = FIRST_PAUSE;
        for (var attempt = 1; ; attempt++) {
            try {
                return exchange.call();
            } catch (GitAPIException exception) {
                if (attempt == ATTEMPTS || isLasting(exception)) {
                    throw failed(remote, exception);
                }
                log.warn(what + " has failed and is tried again in " + pause.toSeconds() + " s: "
                        + exception.getMessage());
                sleeper.sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private static void pushOnce(FirstCommit commit, Remote remote) throws GitAPIException {
        try (var git = Git.wrap(commit.repository())) {
            var results = git.push()
                    .setRemote(remote.url())
                    .setRefSpecs(new RefSpec(commit.id() + ":" + Constants.R_HEADS + commit.branch()))
                    .setCredentialsProvider(credentials(remote))
                    .setTimeout(TIMEOUT_SECONDS)
                    .call();
            for (var result : results) {
                result.getRemoteUpdates().forEach(update -> check(update, remote));
            }
        }
    }

    private static void check(RemoteRefUpdate update, Remote remote) {
        if (update.getStatus() != RemoteRefUpdate.Status.OK
                && update.getStatus() != RemoteRefUpdate.Status.UP_TO_DATE) {
            var reason = update.getMessage() == null ? "" : ", " + update.getMessage();
            throw ServiceException.conflict("Pushing to " + remote.url() + " was refused: " + update.getRemoteName()
                    + " " + update.getStatus() + reason);
        }
    }

    /** What the message says apart from addresses, in which a name or a port may look like a status. */
    private static boolean isLasting(GitAPIException exception) {
        var message = ADDRESS.matcher(String.valueOf(exception.getMessage()))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        return Stream.of(LASTING).anyMatch(message::contains);
    }

    private static ServiceException failed(Remote remote, GitAPIException exception) {
        return ServiceException.of(
                ErrorKind.SERVICE_UNAVAILABLE,
                "The Git host could not be reached at " + remote.url() + ": " + exception.getMessage(),
                exception);
    }

    private static CredentialsProvider credentials(Remote remote) {
        return new UsernamePasswordCredentialsProvider(remote.username(), remote.password());
    }
}
