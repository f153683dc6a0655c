package dev.buildrun.signal;

import dev.buildrun.http.WebSocketEndpoint.Incoming;
import dev.buildrun.http.WebSocketEndpoint.Outgoing;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One open page: who it belongs to, and the channels that it has subscribed to. */
final class SignalClient implements Incoming {
    private static final int MAX_CHANNELS = 100;
    private static final int MAX_NAME = 200;

    private final List<String> ownershipRefs;
    private final Outgoing outgoing;
    private final Consumer<SignalClient> onClosed;
    private final Set<String> channels = ConcurrentHashMap.newKeySet();

    SignalClient(List<String> ownershipRefs, Outgoing outgoing, Consumer<SignalClient> onClosed) {
        this.ownershipRefs = ownershipRefs;
        this.outgoing = outgoing;
        this.onClosed = onClosed;
    }

    void tell(Signal signal) {
        var isMeant = signal.userEntityRefs()
                .map(refs -> refs.stream().anyMatch(ownershipRefs::contains))
                .orElse(true);
        if (isMeant && channels.contains(signal.channel())) {
            outgoing.send(signal.frame());
        }
    }

    /** Subscribes to a channel or leaves it; anything else is passed over, as Backstage does. */
    @Override
    public void text(String message) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(message);
        } catch (JacksonException _) {
            return;
        }
        var channel = json.path("channel").asString("");
        switch (json.path("action").asString("")) {
            case "subscribe" -> {
                if (!channel.isEmpty() && channel.length() <= MAX_NAME && channels.size() < MAX_CHANNELS) {
                    channels.add(channel);
                }
            }
            case "unsubscribe" -> channels.remove(channel);
            default -> {
                // Nothing that is known here.
            }
        }
    }

    @Override
    public void closed() {
        onClosed.accept(this);
    }
}
