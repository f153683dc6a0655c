package dev.buildrun.scaffolder.remote;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one worker has said that it offers, when it was last heard of. */
final class Offers {
    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);

    private final WorkerClient client;
    private volatile Map<String, RemoteDescription> known = Map.of();
    private volatile String problem = "has not been asked yet";

    Offers(WorkerClient client) {
        this.client = client;
    }

    Optional<RemoteDescription> find(String id) {
        return Optional.ofNullable(known.get(id));
    }

    /**
     * The same; asks the worker where it is not known, since it may have come since somebody last looked.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE
     */
    RemoteDescription get(String id) throws InterruptedException {
        if (find(id).isEmpty()) {
            ask();
        }
        return find(id).orElseThrow(() -> ServiceException.of(
                ErrorKind.SERVICE_UNAVAILABLE, "The action " + id + " is not available: " + problem(id)));
    }

    /** Why there is no such offer, and what to do. */
    String problem(String id) {
        var worker = client.worker();
        return known.isEmpty()
                ? "the worker at " + worker.url() + " " + problem + ". Start it, or correct " + worker.path() + ".url"
                : "the worker at " + worker.url() + " does not offer it. Add it there, or take it out of "
                        + worker.path() + ".actions";
    }

    /** Asks the worker; where it does not answer, what it has said before still counts. */
    void ask() throws InterruptedException {
        try {
            var json = client.describe();
            var instance = json.path("instance").asString("");
            var offers = new HashMap<String, RemoteDescription>();
            for (var action : json.path("actions")) {
                var id = action.path("id").asString("");
                if (client.worker().actions().contains(id)) {
                    offers.put(id, RemoteDescription.parse(action, instance));
                }
            }
            if (!offers.keySet().equals(known.keySet())) {
                LOG.info("the worker at {} offers {}", client.worker().url(), offers.keySet());
            }
            known = Map.copyOf(offers);
            problem = "offers none of the actions that are expected from it";
        } catch (WorkerException exception) {
            var now = "does not answer (" + exception.getMessage() + ")";
            if (!now.equals(problem)) {
                LOG.warn("the worker at {} {}", client.worker().url(), now);
            }
            problem = now;
        }
    }
}
