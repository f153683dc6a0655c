package dev.buildrun;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the service was started with.
 *
 * @param configs files of configuration, a later one goes over an earlier one
 * @param port goes over {@code backend.listen.port}
 * @param data folder for everything that is kept on disk
 * @param databaseUrl where PostgreSQL is; null for the embedded one or the one of the configuration
 * @param portal folder of the built frontend; null for none
 * @param rehearsal whether to stop once it has started and answered a few requests
 */
record CommandLine(
        List<Path> configs,
        @Nullable Integer port,
        Path data,
        @Nullable String databaseUrl,
        @Nullable Path portal,
        boolean rehearsal,
        boolean help) {
    static final String HELP = """
            Usage: buildrun [options]
                   buildrun policy test FILE    tries a policy of permissions against the cases in a file

              --config FILE        configuration in the format of app-config.yaml; repeat it to lay one over another
              --port N             port to listen on, default backend.listen.port, else 7007
              --data DIR           folder for the embedded database, Git repositories and workspaces, default ./.buildrun
              --database JDBC_URL  PostgreSQL 15 or later, for example jdbc:postgresql://localhost/buildrun?user=x&password=y
              --portal DIR         folder of the built frontend
              --rehearsal          start, answer a few requests, and stop: for a JVM that is to remember how (-XX:AOTCacheOutput)
              --help               this text
            """;

    CommandLine {
        configs = List.copyOf(configs);
    }

    /** @throws IllegalArgumentException for an option that does not exist or lacks its value */
    static CommandLine parse(String... arguments) {
        var configs = new ArrayList<Path>();
        var values = new Values(List.of(arguments));
        Integer port = null;
        var data = Path.of(".buildrun");
        String databaseUrl = null;
        Path portal = null;
        var rehearsal = false;
        var help = false;
        for (var option = values.next(); option.isPresent(); option = values.next()) {
            switch (option.get()) {
                case "--config" -> configs.add(Path.of(values.valueOf("--config")));
                case "--port" -> port = port(values.valueOf("--port"));
                case "--data" -> data = Path.of(values.valueOf("--data"));
                case "--database" -> databaseUrl = values.valueOf("--database");
                case "--portal" -> portal = Path.of(values.valueOf("--portal"));
                case "--rehearsal" -> rehearsal = true;
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("Unknown option " + option.get() + ", see --help");
            }
        }
        return new CommandLine(configs, port, data, databaseUrl, portal, rehearsal, help);
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("--port: expected a number from 0 to 65535, found " + text);
        }
    }

    private static final class Values {
        private final List<String> arguments;
        private int next;

        Values(List<String> arguments) {
            this.arguments = arguments;
        }

        Optional<String> next() {
            return next < arguments.size() ? Optional.of(arguments.get(next++)) : Optional.empty();
        }

        String valueOf(String option) {
            return next().orElseThrow(() -> new IllegalArgumentException(option + " needs a value, see --help"));
        }
    }
}
