package dev.buildrun.signal;

import dev.buildrun.access.Caller;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.http.WebSocketEndpoint;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /api/signals}: tells clients what they have subscribed to. */
public final class Signals implements WebSocketEndpoint {
    /** On this channel PostgreSQL passes signals from replica to replica. */
    public static final String CHANNEL = "signals";

    static final int MAX_CLIENTS = 10_000;
    /** PostgreSQL passes less than 8,000 bytes. */
    private static final int MAX_BYTES = 7_900;

    private final boolean guests;
    private final SignalStore store = new SignalStore();
    private final Set<SignalClient> clients = ConcurrentHashMap.newKeySet();

    /** @param guests whether who has no token is taken for a guest, as in Backstage; else such a client is refused */
    public Signals(boolean guests) {
        this.guests = guests;
    }

    public Mount mount() {
        return Mount.plugin(
                        "signals",
                        List.of(Route.fromMemory(
                                        "GET",
                                        "/health",
                                        _ -> Response.json(Json.object().put("status", "ok")))
                                .open()))
                .answering(this);
    }

    /**
     * Tells everybody concerned, on every replica, once the transaction is committed.
     *
     * @throws IllegalArgumentException for a message of more than about 7,900 bytes
     */
    public void publish(Tx tx, Signal signal) {
        var text = signal.text();
        var bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "A signal on " + signal.channel() + ": expected at most " + MAX_BYTES + " bytes, found " + bytes);
        }
        store.pass(tx, text);
    }

    /** A replica has told this. Empty after the connection was lost: what was told meanwhile is lost, too. */
    public void heard(String text) {
        if (!text.isEmpty()) {
            var signal = Signal.parse(text);
            clients.forEach(client -> client.tell(signal));
        }
    }

    /**
     * A client has come.
     *
     * @throws ServiceException of kind AUTHENTICATION for one without a token where there are no guests
     */
    @Override
    public Incoming opened(Caller caller, Outgoing outgoing) {
        if (clients.size() >= MAX_CLIENTS) {
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Too many clients wait for signals");
        }
        var client = new SignalClient(refs(caller), outgoing, clients::remove);
        clients.add(client);
        return client;
    }

    private List<String> refs(Caller caller) {
        return switch (caller) {
            case Caller.User user -> user.ownershipRefs();
            case Caller.Service _ -> List.of();
            case Caller.Anonymous _ when guests -> List.of("user:default/guest");
            case Caller.Anonymous _ -> throw ServiceException.of(ErrorKind.AUTHENTICATION, "Missing credentials");
        };
    }
}
