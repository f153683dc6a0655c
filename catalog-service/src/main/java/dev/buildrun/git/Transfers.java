package dev.buildrun.git;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.RepositoryName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches and pushes in Git's smart protocol, one HTTP exchange each. Packing is work for a processor, so it runs on a few threads of
 * its own, where it can't keep the virtual threads of other requests from theirs.
 */
public final class Transfers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final Repositories repositories;
    private final GitConfig.Limits limits;
    private final Consumer<RepositoryName> pushed;
    private final ExecutorService threads;

    /**
     * Puts the parts together.
     *
     * @param pushed is told of a repository in which a push has changed something, after the client has its answer; should be quick
     */
    public Transfers(Repositories repositories, GitConfig.Limits limits, Consumer<RepositoryName> pushed) {
        this.repositories = repositories;
        this.limits = limits;
        this.pushed = pushed;
        this.threads = Executors.newFixedThreadPool(
                limits.maxTransfers(),
                Thread.ofPlatform().name("git-", 0).daemon().factory());
    }

    /**
     * What a client that fetches sees first: the branches, or with protocol version 2 what the server can do.
     *
     * @param protocol the entries of the {@code Git-Protocol} header, such as {@code version=2}
     */
    public byte[] advertiseFetch(RepositoryName name, List<String> protocol) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var repository = repositories.open(name)) {
            fetch(repository, protocol)
                    .sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(out)), "git-upload-pack");
        }
        return out.toByteArray();
    }

    /** What a client that pushes sees first: the branches. */
    public byte[] advertisePush(RepositoryName name) throws IOException {
        var out = new ByteArrayOutputStream();
        var lines = new PacketLineOut(out);
        lines.writeString("# service=git-receive-pack\n");
        lines.end();
        try (var repository = repositories.open(name)) {
            push(repository).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
        }
        return out.toByteArray();
    }

    /**
     * Answers one request of a fetch.
     *
     * @throws IOException when the client has gone or the time is up
     */
    public void fetch(RepositoryName name, List<String> protocol, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        onOwnThread(name, () -> {
            try (var repository = repositories.open(name)) {
                fetch(repository, protocol).upload(in, out, null);
            }
            return true;
        });
    }

    /**
     * Throws where {@link #push} would have to answer after the response has begun.
     *
     * @throws ServiceException of kind INPUT for a body that is no push or too large, NOT_FOUND when there is no such repository
     */
    public void checkPush(RepositoryName name, InputStream in) throws IOException {
        repositories.open(name).close();
        PushedPack.check(in, limits.maxPackObjects());
    }

    /** Takes a push. What is refused is in the answer, as Git reports it. */
    public void push(RepositoryName name, InputStream in, OutputStream out) throws IOException, InterruptedException {
        onOwnThread(name, () -> {
            try (var repository = repositories.openForPush(name)) {
                var push = push(repository);
                push.setPostReceiveHook((_, changed) -> tell(name, changed));
                push.receive(in, out, null);
            } catch (UnpackException exception) {
                LOG.atInfo().addKeyValue("repository", name).setCause(exception).log("a push was refused");
            }
            return true;
        });
    }

    /** What the listener makes of it is no matter of the push, which is done. */
    private void tell(RepositoryName name, Collection<ReceiveCommand> changed) {
        if (changed.isEmpty()) {
            return;
        }
        try {
            pushed.accept(name);
        } catch (RuntimeException exception) {
            LOG.atWarn().addKeyValue("repository", name).setCause(exception).log("a push could not be told of");
        }
    }

    private static UploadPack fetch(Repository repository, List<String> protocol) {
        var packing = new PackConfig(repository);
        packing.setThreads(1);
        var fetch = new UploadPack(repository);
        fetch.setBiDirectionalPipe(false);
        fetch.setPackConfig(packing);
        fetch.setExtraParameters(protocol);
        return fetch;
    }

    private ReceivePack push(Repository repository) {
        var push = new ReceivePack(repository);
        push.setBiDirectionalPipe(false);
        push.setAllowNonFastForwards(false);
        push.setAtomic(true);
        push.setObjectChecker(new ObjectChecker());
        push.setMaxObjectSizeLimit(limits.maxObjectBytes());
        push.setMaxPackSizeLimit(limits.maxPackBytes());
        push.setPreReceiveHook(new PushRules());
        return push;
    }

    private void onOwnThread(RepositoryName name, Callable<Boolean> work) throws IOException, InterruptedException {
        var running = threads.submit(work);
        try {
            running.get(limits.transferTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException exception) {
            throw new IOException("A transfer of " + name + " took longer than " + limits.transferTimeout(), exception);
        } catch (ExecutionException exception) {
            throw failed(name, exception.getCause());
        } finally {
            running.cancel(true);
        }
    }

    private static IOException failed(RepositoryName name, @Nullable Throwable cause) {
        LOG.atWarn().addKeyValue("repository", name).setCause(cause).log("a transfer ended early");
        return cause instanceof IOException known ? known : new IOException("A transfer of " + name + " failed", cause);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
