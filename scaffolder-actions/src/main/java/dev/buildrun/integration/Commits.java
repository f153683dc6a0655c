package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** The commits of code hosts, fetched where they are not on disk yet. */
final class Commits {
    private static final int LOCKS = 64;

    private final HostCache cache;
    private final ReadLimits limits;
    private final CodeHostLimits hostLimits;
    private final LongSupplier nanos;

    /** By authority; there are no more than hosts in the configuration. */
    private final Map<String, HostGate> gates = new ConcurrentHashMap<>();

    /** Whoever wants the same commit at the same time waits for the first; that saves a fetch, and nothing depends on it. */
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    Commits(HostCache cache, ReadLimits limits, CodeHostLimits hostLimits, LongSupplier nanos) {
        this.cache = cache;
        this.limits = limits;
        this.hostLimits = hostLimits;
        this.nanos = nanos;
    }

    /** What the host says now. */
    GitRemote.Advertisement refs(GitRemote remote, Collection<String> prefixes) {
        return gate(remote).ask(remote.address(), () -> remote.refs(prefixes));
    }

    /**
     * Reads from a commit. What is broken on disk is thrown away and fetched once more.
     *
     * @param wanted the files whose contents will be read
     * @param reading may be called twice
     */
    <T> T read(FoundRevision found, Predicate<String> wanted, Function<GitRevision, T> reading) {
        var entry = cache.entry(found.remote().address().toString(), found.id());
        try {
            return once(found, entry, wanted, reading);
        } catch (ServiceException told) {
            throw told;
        } catch (RuntimeException _) {
            cache.discard(entry);
        }
        try {
            return once(found, entry, wanted, reading);
        } catch (UncheckedIOException exception) {
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE,
                    "Unable to read " + found.url() + ", what was fetched can't be read",
                    exception);
        }
    }

    private <T> T once(FoundRevision found, Path entry, Predicate<String> wanted, Function<GitRevision, T> reading) {
        if (!Files.isDirectory(entry)) {
            alone(entry, () -> fetch(found, entry));
        }
        try (var repository = cache.open(entry)) {
            var revision = revision(found, repository);
            if (!revision.missing(wanted, limits).isEmpty()) {
                alone(entry, () -> complete(found, entry, repository, revision.missing(wanted, limits)));
            }
            return reading.apply(revision);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static GitRevision revision(FoundRevision found, Repository repository) throws IOException {
        try (var walk = new RevWalk(repository)) {
            var commit = walk.parseCommit(ObjectId.fromString(found.id()));
            return new GitRevision(repository, found.id(), commit, found.path(), found.url());
        } catch (IncorrectObjectTypeException _) {
            // A tag may name anything.
            throw BuiltInGitReader.missing(found.url());
        }
    }

    private void fetch(FoundRevision found, Path entry) {
        if (!Files.isDirectory(entry)) {
            gate(found.remote()).run(found.remote().address(), () -> {
                cache.add(
                        entry,
                        repository -> found.remote()
                                .fetchCommit(
                                        repository, found.wanted(), found.canFilter(), hostLimits.maxFetchBytes()));
                return true;
            });
        }
    }

    /** Some hosts leave files out and then don't give them by their ids; those are asked for the whole commit. */
    private void complete(FoundRevision found, Path entry, Repository repository, Collection<ObjectId> files) {
        if (files.isEmpty()) {
            return;
        }
        gate(found.remote()).run(found.remote().address(), () -> {
            try {
                found.remote().fetchFiles(repository, files, hostLimits.maxFetchBytes());
            } catch (ServiceException exception) {
                if (exception.kind() != ErrorKind.SERVICE_UNAVAILABLE && exception.kind() != ErrorKind.NOT_FOUND) {
                    throw exception;
                }
                found.remote().fetchCommit(repository, found.wanted(), false, hostLimits.maxFetchBytes());
            }
            cache.grown(entry);
            return true;
        });
    }

    private void alone(Path entry, Runnable work) {
        var lock = locks[Math.floorMod(entry.hashCode(), LOCKS)];
        var isMine = false;
        try {
            isMine = lock.tryLock(limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
            work.run();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Interrupted", exception);
        } finally {
            if (isMine) {
                lock.unlock();
            }
        }
    }

    private HostGate gate(GitRemote remote) {
        return gates.computeIfAbsent(
                String.valueOf(remote.address().getRawAuthority()),
                _ -> new HostGate(hostLimits.maxRequests(), limits.timeout(), nanos));
    }
}
