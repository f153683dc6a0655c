package dev.buildrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.ExternalAccess;
import dev.buildrun.access.Scope;
import dev.buildrun.catalog.location.LocationsConfig;
import dev.buildrun.catalog.location.OnConflict;
import dev.buildrun.catalog.log.RetentionConfig;
import dev.buildrun.catalog.process.ProcessingLoopConfig;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.http.HttpConfig;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.ReadingAllow;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.task.TaskConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceConfigTest {
    private static final String EVERYTHING = """
                app: {title: Portal}
                backend:
                  baseUrl: https://portal.example/
                  listen: {host: 127.0.0.1, port: 1234}
                  cors: {origin: https://other.example}
                  csp: {img-src: ["'self'", 'https:'], upgrade-insecure-requests: false}
                  database:
                    connection: {host: db, port: 5433, user: u, password: p, database: d}
                    knexConfig: {pool: {max: 7}}
                  reading: {allow: [{host: files.example, paths: [/a/]}]}
                  auth:
                    externalAccess:
                      - {type: static, options: {token: long-enough-token, subject: ci}, accessRestrictions: [{plugin: catalog}]}
                auth:
                  environment: development
                  backstageTokenExpiration: {minutes: 30}
                  providers: {guest: {userEntityRef: 'user:default/g', ownershipEntityRefs: ['group:default/x'], dangerouslyAllowOutsideDevelopment: true}}
                catalog:
                  readonly: true
                  defaultLocationConflictStrategy: refresh
                  processingInterval: 5m
                  locations: [{type: file, target: ./all.yaml}]
                integrations: {gitea: [{host: gitea.example}]}
                scaffolder:
                  concurrentTasksLimit: 3
                  taskTimeout: 1h
                  taskRecovery: {enabled: false, staleTimeout: 40s}
                buildrun:
                  http: {maxBlockingRequests: 5, bodyTimeout: 10s}
                  git: {anonymousRead: true}
                  scaffolder: {maxInterruptions: 2, secretsKey: abc}
                  changeLog: {age: 2d}
                  history: {age: {days: 10}, versionsPerEntity: 7}
                """;

    private static ServiceConfig read(String yaml, @Nullable Integer port) {
        return ServiceConfig.of(Config.of(Yaml.read(yaml)), port, Path.of("/srv"), Path.of("/data/git"));
    }

    @Test
    void anEmptyConfigurationLetsNobodyInAndReadsNothing() {
        var config = read("{}", null);

        assertThat(config.title()).isEqualTo("Buildrun");
        assertThat(config.baseUrl()).isEqualTo(URI.create("http://localhost:7007"));
        assertThat(config.http())
                .isEqualTo(
                        new HttpConfig("0.0.0.0", 7007, List.of(), Map.of(), 1_000, HttpConfig.DEFAULT_BODY_TIMEOUT));
        assertThat(config.database()).isNull();
        assertThat(config.access())
                .isEqualTo(new AccessConfig(
                        URI.create("http://localhost:7007"), false, Duration.ofHours(1), null, List.of()));
        assertThat(config.processing().locations()).isEmpty();
        assertThat(config.locations()).isEqualTo(LocationsConfig.DEFAULT);
        assertThat(config.tasks()).isEqualTo(TaskConfig.DEFAULTS);
        assertThat(config.git().anonymousRead()).isFalse();
        assertThat(config.integrations().types()).doesNotContainValue(IntegrationType.GITEA);
        assertThat(config.allowedReads()).isEmpty();
        assertThat(config.secretsKeys()).isEmpty();
        assertThat(config.retention()).isEqualTo(RetentionConfig.DEFAULTS);
        assertThat(config.catalog().processingInterval()).isEqualTo(ProcessingLoopConfig.DEFAULT_INTERVAL);
    }

    @Test
    void everyKeyIsRead() {
        var config = read(EVERYTHING, 4321);

        assertThat(config.title()).isEqualTo("Portal");
        assertThat(config.baseUrl()).isEqualTo(URI.create("https://portal.example"));
        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        "127.0.0.1",
                        4321,
                        List.of("https://other.example"),
                        Map.of("img-src", List.of("'self'", "https:"), "upgrade-insecure-requests", List.of()),
                        5,
                        Duration.ofSeconds(10)));
        assertThat(config.database())
                .isEqualTo(new DatabaseConfig(
                        "jdbc:postgresql://db:5433/d",
                        "u",
                        "p",
                        7,
                        DatabaseConfig.DEFAULT_CONNECT_TIMEOUT,
                        DatabaseConfig.DEFAULT_STATEMENT_TIMEOUT));
        assertThat(config.access().development()).isTrue();
        assertThat(config.access().tokenLifetime()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.access().guest())
                .isEqualTo(new AccessConfig.Guest("user:default/g", List.of("group:default/x"), true));
        assertThat(config.access().external())
                .containsExactly(new ExternalAccess(
                        new ExternalAccess.StaticToken("long-enough-token", "ci"), Map.of("catalog", Scope.ALL)));
        assertThat(config.locations()).isEqualTo(new LocationsConfig(List.of("url"), true, OnConflict.REFRESH));
        assertThat(config.processing().locations()).singleElement().hasToString("file:/srv/all.yaml");
        assertThat(config.catalog().processingInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.integrations().types()).containsEntry("gitea.example", IntegrationType.GITEA);
        assertThat(config.allowedReads()).containsExactly(new ReadingAllow("files.example", List.of("/a/")));
        assertThat(config.tasks()).isEqualTo(new TaskConfig(3, false, Duration.ofSeconds(40), Duration.ofHours(1), 2));
        assertThat(config.git().anonymousRead()).isTrue();
        assertThat(config.git().directory()).isEqualTo(Path.of("/data/git"));
        assertThat(config.secretsKeys()).containsExactly("abc");
        assertThat(config.retention()).isEqualTo(new RetentionConfig(Duration.ofDays(2), Duration.ofDays(10), 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            backend: {listen: {port: 70000}}                        | backend.listen.port: expected 0 to 65535, found 70000
            backend: {listen: {port: x}}                            | backend.listen.port: expected a whole number, found "x"
            backend: {baseUrl: portal}                              | backend.baseUrl: expected an absolute URL
            backend: {reading: {allow: [{host: a}, {host: '*'}]}}   | backend.reading.allow[1].host: expected a host name
            backend: {auth: {externalAccess: [{type: jwt}]}}        | backend.auth.externalAccess[0].type: expected static
            backend: {database: {connection: {host: x}}}            | backend.database.connection.user: expected a string
            catalog: {rules: [{allow: [A]}, {allow: 3}]}            | catalog.rules[1].allow: expected a list
            catalog: {defaultLocationConflictStrategy: maybe}       | catalog.defaultLocationConflictStrategy: expected reject
            scaffolder: {taskTimeout: soon}                         | scaffolder.taskTimeout: expected a duration
            buildrun: {http: {maxBlockingRequests: 0}}              | buildrun.http.maxBlockingRequests: expected at least 1
            """)
    void aWrongValueIsRefusedByItsPath(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aDatabaseMayBeNamedByOneUrl() {
        assertThat(ServiceConfig.fromUrl("postgresql://me:secret@db.example/portal"))
                .isEqualTo(DatabaseConfig.of("jdbc:postgresql://db.example:5432/portal", "me", "secret"));
        assertThat(ServiceConfig.fromUrl("jdbc:postgresql://x/y?user=me").jdbcUrl())
                .isEqualTo("jdbc:postgresql://x/y?user=me");
    }
}
