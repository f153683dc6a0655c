package dev.buildrun.settings;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.settings.UserSettingsStore.Name;
import dev.buildrun.signal.Signal;
import dev.buildrun.signal.Signals;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/user-settings}: each user reads and writes their own, nobody else's. */
public final class UserSettingsRoutes {
    private static final int MAX_NAME_CHARACTERS = 512;
    private static final int MAX_ITEMS = 1_000;

    private final Database database;
    private final UserSettingsConfig config;
    private final Signals signals;
    private final Clock clock;
    private final UserSettingsStore store = new UserSettingsStore();

    /** @param signals tell the other pages of the user what has changed */
    public UserSettingsRoutes(Database database, UserSettingsConfig config, Signals signals, Clock clock) {
        this.database = database;
        this.config = config;
        this.signals = signals;
        this.clock = clock;
    }

    public Mount mount() {
        return Mount.plugin(
                "user-settings",
                List.of(
                        Route.blocking("POST", "/multiget", this::multiget),
                        Route.blocking("GET", "/buckets/:bucket/keys/*", this::get),
                        Route.blocking("PUT", "/buckets/:bucket/keys/*", this::put),
                        Route.blocking("DELETE", "/buckets/:bucket/keys/*", this::delete)));
    }

    private Response multiget(Request request) {
        var user = request.caller().requireUser().userEntityRef();
        var names = names(user, request.json().path("items"));
        var values = database.inTransaction(
                tx -> names.stream().map(name -> store.find(tx, name)).toList());
        var body = Json.object();
        var items = body.putArray("items");
        for (var value : values) {
            value.ifPresentOrElse(text -> items.add(Json.object().set("value", Json.read(text))), items::addNull);
        }
        return Response.json(body);
    }

    private static List<Name> names(String user, JsonNode items) {
        if (!items.isArray() || items.size() > MAX_ITEMS) {
            throw ServiceException.input("items: expected an array of at most " + MAX_ITEMS + " items");
        }
        var names = new ArrayList<Name>();
        for (var item : items) {
            var bucket = item.path("bucket");
            var key = item.path("key");
            if (!bucket.isString() || !key.isString()) {
                throw ServiceException.input("items[" + names.size() + "]: expected a bucket and a key, found " + item);
            }
            names.add(name(user, bucket.stringValue(), key.stringValue()));
        }
        return names;
    }

    private Response get(Request request) {
        var name = name(request);
        var value = database.inTransaction(tx -> store.find(tx, name))
                .orElseThrow(() -> ServiceException.notFound(
                        "Unable to find '" + name.key() + "' in bucket '" + name.bucket() + "'"));
        return Response.json(setting(name, Json.read(value)));
    }

    private Response put(Request request) {
        var name = name(request);
        var value = request.json().path("value");
        if (value.isMissingNode()) {
            throw ServiceException.input("Missing required field \"value\"");
        }
        var text = Json.write(value);
        var length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > config.maxValueBytes()) {
            throw ServiceException.input(
                    "value: expected at most " + config.maxValueBytes() + " bytes, found " + length);
        }
        database.transact(tx -> {
            if (store.find(tx, name).isEmpty() && store.count(tx, name.userEntityRef()) >= config.maxPerUser()) {
                throw ServiceException.input(
                        "Expected at most " + config.maxPerUser() + " settings of one user, delete some first");
            }
            store.put(tx, name, text, clock.instant());
            tell(tx, name, "key-changed");
        });
        return Response.json(setting(name, value));
    }

    private Response delete(Request request) {
        var name = name(request);
        database.transact(tx -> {
            store.delete(tx, name);
            tell(tx, name, "key-deleted");
        });
        return Response.empty(204);
    }

    private void tell(Tx tx, Name name, String type) {
        signals.publish(
                tx,
                Signal.toUser(
                        name.userEntityRef(),
                        "user-settings",
                        Json.object().put("type", type).put("key", name.key())));
    }

    private static ObjectNode setting(Name name, JsonNode value) {
        var setting = Json.object().put("bucket", name.bucket()).put("key", name.key());
        setting.set("value", value);
        return setting;
    }

    private static Name name(Request request) {
        return name(
                request.caller().requireUser().userEntityRef(),
                request.pathParameter("bucket"),
                request.pathParameter("*"));
    }

    private static Name name(String user, String bucket, String key) {
        check("bucket", bucket);
        check("key", key);
        return new Name(user, bucket, key);
    }

    private static void check(String what, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_CHARACTERS || name.indexOf('\0') >= 0) {
            throw ServiceException.input(
                    what + ": expected 1 to " + MAX_NAME_CHARACTERS + " characters, found \"" + name + "\"");
        }
    }
}
