package dev.buildrun.scaffolder.run;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a task failed, as the portal shows it.
 *
 * @param name Backstage's error name, for instance {@code InputError}
 * @param message already redacted
 */
public record RunError(String name, String message) {
    private static final Logger LOG = LoggerFactory.getLogger(RunError.class);

    static RunError plain(String message) {
        return new RunError(ErrorKind.INTERNAL.wireName(), message);
    }

    /** What a step threw. Anything but a {@link ServiceException} is a bug and goes to the server's log with its stack. */
    static RunError of(RuntimeException exception, Redaction redaction) {
        if (exception instanceof ServiceException known) {
            return new RunError(known.kind().wireName(), redaction.apply(known.getMessage()));
        }
        var stack = new StringWriter();
        exception.printStackTrace(new PrintWriter(stack));
        LOG.error("A step failed unexpectedly: {}", redaction.apply(stack.toString()));
        return plain(redaction.apply(exception.toString()));
    }

    public ObjectNode toJson() {
        return Json.object().put("name", name).put("message", message);
    }

    @Override
    public String toString() {
        return name + ": " + message;
    }
}
