package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.config.Config;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.remote.RemoteWorker;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteWorkersTest {
    private static Config config(String worker) {
        return Config.of(Yaml.read("buildrun: {scaffolder: {remoteActions: [" + worker + "]}}"));
    }

    @Test
    void areNoneWhereNoneAreConfigured() {
        assertThat(RemoteWorkers.of(Config.of(Yaml.read("{}")))).isEmpty();
    }

    @Test
    void haveEveryKey() {
        var workers = RemoteWorkers.of(
                config(
                        "{url: 'http://worker:7099/x/', secret: sixteen characters, actions: ['a:b'], secrets: [s], insecure: true}"));

        assertThat(workers)
                .containsExactly(new RemoteWorker(
                        "buildrun.scaffolder.remoteActions[0]",
                        URI.create("http://worker:7099/x"),
                        "sixteen characters",
                        List.of("a:b"),
                        Set.of("s")));
        assertThat(workers.toString()).doesNotContain("sixteen");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{url: 'http://worker', secret: sixteen characters, actions: ['a:b']} | .url: expected https, since secrets go there",
                "{url: 'https://u:p@worker', secret: sixteen characters, actions: ['a:b']} | .url: expected an absolute URL without user",
                "{url: 'no url', secret: sixteen characters, actions: ['a:b']} | .url: expected a URL, found no url",
                "{url: 'https://worker', secret: short, actions: ['a:b']} | .secret: expected at least 16 characters, found 5",
                "{url: 'https://worker', secret: sixteen characters} | .actions: expected the ids of the worker's actions, found none",
                "{url: 'https://worker', secret: sixteen characters, action: 'a:b'} | .action: expected one of",
            })
    void areRefused(String worker, String message) {
        assertThatThrownBy(() -> RemoteWorkers.of(config(worker)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("buildrun.scaffolder.remoteActions[0]" + message);
    }
}
