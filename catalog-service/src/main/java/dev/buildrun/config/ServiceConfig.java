package dev.buildrun.config;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.catalog.location.LocationsConfig;
import dev.buildrun.catalog.location.OnConflict;
import dev.buildrun.catalog.log.RetentionConfig;
import dev.buildrun.catalog.process.ProcessingConfig;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.git.GitConfig;
import dev.buildrun.http.HttpConfig;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.CodeHost;
import dev.buildrun.integration.CodeHostLimits;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.ReadingAllow;
import dev.buildrun.scaffolder.task.TaskConfig;
import dev.buildrun.seal.Seal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The sections of all features, each as the record that its own package defines.
 *
 * @param title of the portal, {@code app.title}
 * @param baseUrl where callers reach the service, {@code backend.baseUrl}; no slash at its end
 * @param database null where the configuration names none
 * @param allowedReads hosts that may be read by plain HTTP, {@code backend.reading.allow}
 * @param whole the configuration as a tree, for what passes parts of it on
 */
public record ServiceConfig(
        String title,
        URI baseUrl,
        HttpConfig http,
        @Nullable DatabaseConfig database,
        AccessConfig access,
        CatalogSection catalog,
        ProcessingConfig processing,
        LocationsConfig locations,
        TaskConfig tasks,
        GitConfig git,
        Integrations integrations,
        List<ReadingAllow> allowedReads,
        ReadLimits readLimits,
        Config whole) {
    /** Of the built-in processors; to be raised with each change of what they make of an entity. */
    private static final String PROCESSORS = "3";

    private static final int DEFAULT_PORT = 7007;
    private static final String SECRETS_KEY = "buildrun.scaffolder.secretsKey";

    /**
     * Reads every section.
     *
     * @param port goes over {@code backend.listen.port}; null leaves that
     * @param workingDirectory what relative targets of file locations are relative to
     * @param repositories folder of the built-in Git host
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static ServiceConfig of(Config config, @Nullable Integer port, Path workingDirectory, Path repositories) {
        var http = http(config, port);
        var baseUrl = baseUrl(config, http);
        return new ServiceConfig(
                config.optionalString("app.title").orElse("Buildrun"),
                baseUrl,
                http,
                database(config),
                AccessSection.of(config, baseUrl),
                CatalogSection.of(config.at("catalog")),
                ProcessingConfig.parse(config.at("catalog").json(), workingDirectory),
                locations(config),
                tasks(config),
                git(config, baseUrl, repositories),
                integrations(config),
                allowedHosts(config, "backend.reading.allow"),
                readLimits(config),
                config);
    }

    private static HttpConfig http(Config config, @Nullable Integer port) {
        // Read in any case: what is wrong in the file is wrong even while something else goes over it.
        var configured = config.integer("backend.listen.port", DEFAULT_PORT);
        return new HttpConfig(
                config.optionalString("backend.listen.host").orElse("0.0.0.0"),
                port != null ? port : configured,
                config.strings("backend.cors.origin"),
                csp(config.at("backend.csp")),
                config.integer("buildrun.http.maxBlockingRequests", HttpConfig.DEFAULT_MAX_BLOCKING_REQUESTS),
                config.duration("buildrun.http.bodyTimeout", HttpConfig.DEFAULT_BODY_TIMEOUT),
                connections(config));
    }

    private static HttpConfig.Connections connections(Config config) {
        var defaults = HttpConfig.Connections.DEFAULTS;
        return new HttpConfig.Connections(
                config.integer("buildrun.http.maxConnections", defaults.max()),
                config.duration("buildrun.http.idleTimeout", defaults.idleTimeout()));
    }

    private static ReadLimits readLimits(Config config) {
        var usual = ReadLimits.USUAL;
        return new ReadLimits(
                config.integer("buildrun.reading.maxFileBytes", usual.maxFileBytes()),
                config.integer("buildrun.reading.maxTreeBytes", usual.maxTreeBytes()),
                config.integer("buildrun.reading.maxTreeFiles", usual.maxTreeFiles()),
                config.duration("buildrun.reading.timeout", usual.timeout()));
    }

    /** A directive that is false is taken out, as in Backstage. */
    private static Map<String, List<String>> csp(Config csp) {
        var directives = new LinkedHashMap<String, List<String>>();
        for (var name : csp.keys()) {
            var value = csp.at(name);
            var isFalse = value.json().isBoolean() && !value.json().booleanValue();
            directives.put(name, isFalse ? List.of() : csp.strings(name));
        }
        return directives;
    }

    private static URI baseUrl(Config config, HttpConfig http) {
        var text = config.optionalString("backend.baseUrl").orElse("http://localhost:" + http.port());
        try {
            var url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (url.getHost() == null) {
                throw new IllegalArgumentException(
                        "backend.baseUrl: expected an absolute URL such as https://portal.example.com, found \"" + text
                                + "\"");
            }
            return url;
        } catch (URISyntaxException exception) {
            throw new IllegalArgumentException(
                    "backend.baseUrl: expected a URL, found \"" + text + "\": " + exception.getReason(), exception);
        }
    }

    /** Backstage's {@code connection} is a map of host, port, user, password and database, or one URL. */
    private static @Nullable DatabaseConfig database(Config config) {
        var connection = config.at("backend.database.connection");
        if (!connection.isPresent()) {
            return null;
        }
        var pool = config.integer("backend.database.knexConfig.pool.max", DatabaseConfig.DEFAULT_POOL_SIZE);
        var database = connection.json().isString()
                ? fromUrl(config.string("backend.database.connection"))
                : DatabaseConfig.of(
                        "jdbc:postgresql://"
                                + connection.optionalString("host").orElse("localhost") + ":"
                                + connection.integer("port", 5432) + "/"
                                + connection.optionalString("database").orElse("buildrun"),
                        connection.string("user"),
                        connection.optionalString("password").orElse(""));
        return new DatabaseConfig(
                database.jdbcUrl(),
                database.user(),
                database.password(),
                pool,
                DatabaseConfig.DEFAULT_CONNECT_TIMEOUT,
                DatabaseConfig.DEFAULT_STATEMENT_TIMEOUT);
    }

    /** Both {@code postgresql://user:password@host/database} and a JDBC URL, which may carry its own user and password. */
    public static DatabaseConfig fromUrl(String url) {
        if (url.startsWith("jdbc:")) {
            return DatabaseConfig.of(url, "", "");
        }
        var parsed = URI.create(url);
        var user = Optional.ofNullable(parsed.getUserInfo()).orElse("").split(":", 2);
        var port = parsed.getPort() < 0 ? 5432 : parsed.getPort();
        return DatabaseConfig.of(
                "jdbc:postgresql://" + parsed.getHost() + ":" + port + parsed.getPath(),
                user[0],
                user.length > 1 ? user[1] : "");
    }

    private static LocationsConfig locations(Config config) {
        var strategy =
                config.optionalString("catalog.defaultLocationConflictStrategy").orElse("reject");
        var onConflict = switch (strategy) {
            case "reject" -> OnConflict.REJECT;
            case "refresh" -> OnConflict.REFRESH;
            default ->
                throw new IllegalArgumentException(
                        "catalog.defaultLocationConflictStrategy: expected reject or refresh, found " + strategy);
        };
        return new LocationsConfig(
                LocationsConfig.DEFAULT.allowedTypes(), config.bool("catalog.readonly", false), onConflict);
    }

    private static TaskConfig tasks(Config config) {
        var defaults = TaskConfig.DEFAULTS;
        return new TaskConfig(
                config.integer("scaffolder.concurrentTasksLimit", defaults.concurrentTasks()),
                config.bool("scaffolder.taskRecovery.enabled", defaults.isRecoveryEnabled()),
                config.duration("scaffolder.taskRecovery.staleTimeout", defaults.lease()),
                config.duration("scaffolder.taskTimeout", defaults.timeout()),
                config.integer("buildrun.scaffolder.maxInterruptions", defaults.maxInterruptions()));
    }

    private static GitConfig git(Config config, URI baseUrl, Path repositories) {
        return new GitConfig(
                repositories,
                new BuiltInGit(URI.create(baseUrl + "/git")),
                config.bool("buildrun.git.anonymousRead", false),
                GitConfig.Limits.DEFAULTS);
    }

    /**
     * The keys that encrypt secrets in the database: one or a list, of which the first encrypts and all decrypt. Without any the service
     * makes its own.
     */
    public List<String> secretsKeys() {
        return whole.at(SECRETS_KEY).json().isArray()
                ? whole.strings(SECRETS_KEY)
                : whole.optionalString(SECRETS_KEY).map(List::of).orElse(List.of());
    }

    /**
     * What encrypts secrets in the database.
     *
     * @param file where the service keeps a key of its own, when none is configured
     */
    public Seal seal(Path file) {
        return secretsKeys().isEmpty() ? Seal.fromFile(file) : Seal.of(secretsKeys(), SECRETS_KEY);
    }

    /** How much of the change log is kept, {@code buildrun.changeLog} and {@code buildrun.history}. */
    public RetentionConfig retention() {
        var defaults = RetentionConfig.DEFAULTS;
        return new RetentionConfig(
                whole.duration("buildrun.changeLog.age", defaults.logAge()),
                whole.duration("buildrun.history.age", defaults.historyAge()),
                whole.integer("buildrun.history.versionsPerEntity", defaults.versionsPerEntity()));
    }

    /** Changes with everything that lets the same input give another outcome. */
    public String processingVersion() {
        return PROCESSORS + "-" + Integer.toHexString(Objects.hash(processing.rules(), catalog.processors()));
    }

    private static Integrations integrations(Config config) {
        var types = new HashMap<String, IntegrationType>();
        var section = config.at("integrations");
        for (var type : IntegrationType.values()) {
            for (var entry : section.list(type.configKey())) {
                types.putIfAbsent(CodeHostsSection.host(type, entry), type);
            }
        }
        return new Integrations(types);
    }

    /**
     * The code hosts that are read over Git, {@code integrations} and the four public ones.
     *
     * @throws IllegalArgumentException for a way to sign in that is not supported; the message begins with its path
     */
    public List<CodeHost> codeHosts() {
        return CodeHostsSection.hosts(whole);
    }

    /** How much reading from them may take, {@code buildrun.reading}. */
    public CodeHostLimits codeHostLimits() {
        return CodeHostsSection.limits(whole);
    }

    /**
     * A list of hosts that may be contacted.
     *
     * @param path where it stands, such as {@code backend.reading.allow}
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static List<ReadingAllow> allowedHosts(Config config, String path) {
        var allowed = new ArrayList<ReadingAllow>();
        for (var entry : config.list(path)) {
            try {
                allowed.add(new ReadingAllow(entry.string("host"), entry.strings("paths")));
            } catch (IllegalArgumentException exception) {
                throw new IllegalArgumentException(entry.path() + "." + exception.getMessage(), exception);
            }
        }
        return allowed;
    }

    /** A part of the whole configuration as a tree. */
    public JsonNode section(String path) {
        return whole.at(path).json();
    }
}
