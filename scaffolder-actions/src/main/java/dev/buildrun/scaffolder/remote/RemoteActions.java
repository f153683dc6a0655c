package dev.buildrun.scaffolder.remote;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.Sleeper;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** All actions of all workers. */
public final class RemoteActions implements AutoCloseable {
    private final HttpClient client = WorkerClient.httpClient();
    private final List<Offers> offers = new ArrayList<>();
    private final List<Action<?, ?>> actions = new ArrayList<>();

    public RemoteActions(List<RemoteWorker> workers, InstantSource clock, Sleeper sleeper) {
        for (var worker : workers) {
            var workerClient = new WorkerClient(client, worker, clock);
            var workerOffers = new Offers(workerClient);
            offers.add(workerOffers);
            worker.actions().forEach(id -> actions.add(new RemoteAction(id, workerClient, workerOffers, sleeper)));
        }
    }

    /** One for each id that the configuration names, whether or not its worker is there. */
    public List<Action<?, ?>> all() {
        return List.copyOf(actions);
    }

    /** A turn: asks every worker what it offers now. */
    public int ask() {
        try {
            for (var worker : offers) {
                worker.ask();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
