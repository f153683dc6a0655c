package dev.buildrun.scaffolder.builtin.roadie;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Evaluates JSONata within bounds of time, depth and size.
 *
 * <p>The library matches regular expressions with Java's engine, which can take for ever on a short text. So the literals are taken
 * out of the expression before it is parsed, and what takes their place matches in linear time; one that is overlooked cannot be used,
 * because no evaluation may give one. {@code $eval} would evaluate without bounds, and the picture of {@code $toMillis} becomes a
 * regular expression too; neither is offered.
 */
final class JsonataExpression {
    static final Duration LONGEST = Duration.ofSeconds(5);
    static final int MAX_CHARACTERS = 65_536;
    static final int MAX_DEPTH = 300;
    static final int MAX_TEXT = 4 << 20;
    static final int MAX_ITEMS = 100_000;

    private final long deadline = System.nanoTime() + LONGEST.toNanos();
    private int depth;

    private JsonataExpression() {}

    /**
     * Evaluates an expression.
     *
     * @param data what it is about; null for nothing
     * @return empty when it finds nothing
     * @throws ServiceException of kind INTERNAL when it is wrong or fails, INPUT when it exceeds a bound
     * @throws InterruptedException when the task is to end
     */
    static Optional<JsonNode> evaluate(String expression, @Nullable JsonNode data) throws InterruptedException {
        if (expression.length() > MAX_CHARACTERS) {
            throw tooMuch("an expression of at most " + MAX_CHARACTERS + " characters");
        }
        try {
            var literals = JsonataLiterals.in(expression);
            var jsonata = Jsonata.jsonata(literals.text());
            jsonata.setOutputConvertNulls(false);
            literals.patterns().forEach((name, pattern) -> jsonata.assign(name, JsonataFunctions.matcher(pattern)));
            JsonataFunctions.register(jsonata);
            return JsonataValues.toJson(jsonata.evaluate(
                    data == null ? null : JsonataValues.fromJson(data), new JsonataExpression().bounds()));
        } catch (JException exception) {
            throw ServiceException.of(ErrorKind.INTERNAL, String.valueOf(exception.getMessage()), exception);
        } catch (StackOverflowError _) {
            throw tooMuch("an expression that is not nested so deeply");
        } catch (RuntimeException exception) {
            throw failure(exception);
        }
    }

    static ServiceException tooMuch(String expected) {
        return ServiceException.input("Expected " + expected);
    }

    private static RuntimeException failure(RuntimeException exception) throws InterruptedException {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServiceException refused) {
                return refused;
            }
            if (cause instanceof Interrupted) {
                throw new InterruptedException("Interrupted while JSONata was evaluated");
            }
        }
        return ServiceException.of(ErrorKind.INTERNAL, String.valueOf(exception.getMessage()), exception);
    }

    private Jsonata.Frame bounds() {
        var frame = new Jsonata.Frame(null);
        frame.setEvaluateEntryCallback((expression, input, environment) -> enter());
        frame.setEvaluateExitCallback((expression, input, environment, result) -> leave(result));
        return frame;
    }

    private void enter() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw tooMuch("JSONata to be nested at most " + MAX_DEPTH + " deep");
        }
        if (System.nanoTime() - deadline > 0) {
            throw tooMuch("JSONata to take at most " + LONGEST.toSeconds() + " seconds");
        }
        if (Thread.interrupted()) {
            throw new Interrupted();
        }
    }

    private void leave(@Nullable Object result) {
        depth--;
        var size = switch (result) {
            case Pattern _ ->
                throw ServiceException.input(
                        "Expected a regular expression only as an argument of $match, $contains, $split or $replace");
            case String text -> text.length() / (MAX_TEXT / MAX_ITEMS);
            case Collection<?> items -> items.size();
            case Map<?, ?> fields -> fields.size();
            case null, default -> 0;
        };
        if (size > MAX_ITEMS) {
            throw tooMuch("JSONata to make at most " + MAX_ITEMS + " items and texts of " + MAX_TEXT + " characters");
        }
    }

    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
