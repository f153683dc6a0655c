package ${{ values.javaPackage }};

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the service and stops it when the process is asked to end. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] args) {
        try {
            var service = HttpService.start(Settings.from(System.getenv()), new Greetings()::mount);
            Runtime.getRuntime().addShutdownHook(new Thread(service::stop, "shutdown"));
        } catch (Exception e) {
            // Vert.x keeps its threads, so a service that cannot start has to end the process itself.
            LOG.atError().setCause(e).log("The service cannot start: " + e.getMessage());
            System.exit(1);
        }
    }
}
