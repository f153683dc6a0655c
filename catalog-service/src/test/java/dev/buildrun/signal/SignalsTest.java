package dev.buildrun.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import dev.buildrun.work.NotificationListener;
import dev.buildrun.work.Pace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
    private static final Authenticator CALLERS = (authorization, _) -> switch (String.valueOf(authorization)) {
        case "null" -> new Caller.Anonymous();
        case "Bearer token-of.jane" ->
            new Caller.User("user:default/jane", List.of("user:default/jane", "group:default/team-a"));
        case "Bearer token-of.joe" -> new Caller.User("user:default/joe", List.of("user:default/joe"));
        default -> throw ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal token");
    };

    private final dev.buildrun.database.Database database = TestDatabase.open();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Replica one = new Replica(true);
    private final Replica other = new Replica(false);

    /** A process on the database. */
    private final class Replica {
        final Signals signals;
        final TestEdge edge;
        final NotificationListener listener;

        Replica(boolean guests) {
            signals = new Signals(guests);
            edge = new TestEdge(List.of(signals.mount()), CALLERS);
            listener = NotificationListener.start(
                    database.dataSource(), Map.of(), Map.of(Signals.CHANNEL, signals::heard), Pace.USUAL);
        }

        Page open(@Nullable String token) {
            return new Page(this, "/api/signals", token);
        }

        void close() {
            edge.close();
            listener.close();
        }
    }

    /** A page of the portal. */
    private final class Page implements WebSocket.Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final WebSocket socket;
        private int asked;

        Page(Replica replica, String path, @Nullable String token) {
            var builder = client.newWebSocketBuilder();
            if (token != null) {
                builder.subprotocols(token);
            }
            socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + replica.edge.port() + path), this)
                    .join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            heard.add(data.toString());
            webSocket.request(1);
            return null;
        }

        Page says(String text) {
            socket.sendText(text, true).join();
            return this;
        }

        /** Subscribed, as far as the server is concerned: it hears of another channel that it has asked for after this one. */
        Page subscribedTo(String channel) throws Exception {
            var ready = "ready-" + ++asked;
            says("{\"action\":\"subscribe\",\"channel\":\"" + channel + "\"}");
            says("{\"action\":\"subscribe\",\"channel\":\"" + ready + "\"}");
            var first = "";
            while (!first.contains('"' + ready + '"')) {
                publish(Signal.toEverybody(ready, Json.object()));
                first = Objects.requireNonNullElse(heard.poll(50, TimeUnit.MILLISECONDS), "");
            }
            says("{\"action\":\"unsubscribe\",\"channel\":\"" + ready + "\"}");
            return this;
        }

        String next() throws InterruptedException {
            for (; ; ) {
                var text = Objects.requireNonNull(heard.poll(60, TimeUnit.SECONDS), "nothing heard");
                if (!text.contains("\"ready-")) {
                    return text;
                }
            }
        }
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        one.close();
        other.close();
        database.close();
    }

    private void publish(Signal signal) {
        database.transact(tx -> one.signals.publish(tx, signal));
    }

    private static Signal note(String to, String text) {
        return Signal.toUser(to, "notifications", Json.object().put("text", text));
    }

    @Test
    void givesTheTokenBackAsTheSubProtocol() {
        assertThat(one.open("token-of.jane").socket.getSubprotocol()).isEqualTo("token-of.jane");
    }

    @ParameterizedTest
    @ValueSource(strings = {"forged", "token-of.nobody"})
    void refusesABadTokenOnTheUpgrade(String token) {
        assertThatThrownBy(() -> one.open(token))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refusal ->
                                assertThat(refusal.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void takesWhoHasNoTokenForAGuestWhereThereAreGuests() throws Exception {
        var page = one.open(null).subscribedTo("notifications");

        publish(note("user:default/guest", "hello"));

        assertThat(page.next()).isEqualTo("{\"channel\":\"notifications\",\"message\":{\"text\":\"hello\"}}");
        assertThatThrownBy(() -> other.open(null)).cause().isInstanceOf(WebSocketHandshakeException.class);
    }

    @Test
    void tellsUsersAndGroupsOnEveryReplica() throws Exception {
        var here = one.open("token-of.jane").subscribedTo("notifications");
        var there = other.open("token-of.jane").subscribedTo("notifications");
        var joe = other.open("token-of.joe").subscribedTo("notifications");

        publish(note("group:default/team-a", "to the team"));
        publish(Signal.toEverybody("notifications", Json.object().put("text", "to all")));

        assertThat(here.next()).contains("to the team");
        assertThat(there.next()).contains("to the team");
        assertThat(joe.next()).contains("to all");
        assertThat(here.next()).contains("to all");
    }

    @Test
    void tellsNothingOfChannelsThatAreNotSubscribedToAnyMore() throws Exception {
        var page = one.open("token-of.jane").subscribedTo("notifications");
        page.says("{\"action\":\"unsubscribe\",\"channel\":\"notifications\"}").subscribedTo("user-settings");

        publish(note("user:default/jane", "missed"));
        publish(Signal.toUser(
                "user:default/jane", "user-settings", Json.object().put("key", "theme")));

        assertThat(page.next()).contains("theme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"action\":5}", "{\"action\":\"dance\",\"channel\":\"x\"}"})
    void passesOverWhatItDoesNotUnderstand(String text) throws Exception {
        var page = one.open("token-of.jane").says(text).subscribedTo("notifications");

        publish(note("user:default/jane", "still here"));

        assertThat(page.next()).contains("still here");
    }

    @Test
    void upgradesNothingAtOtherPaths() {
        assertThatThrownBy(() -> new Page(one, "/api/signals/more", "token-of.jane"))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refusal ->
                                assertThat(refusal.getResponse().statusCode()).isEqualTo(404));
    }

    @Test
    void refusesToTellMoreThanPostgresqlPasses() {
        var message = Json.object().put("text", "x".repeat(8_000));

        assertThatThrownBy(() -> publish(Signal.toEverybody("notifications", message)))
                .hasMessageContaining("expected at most 7900 bytes");
    }
}
