package dev.buildrun.json;

import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;

/**
 * Reads YAML 1.2 (core schema) into JSON trees, as Backstage's parser does: {@code yes} and {@code 2024-01-01} are strings,
 * {@code 010} is ten, {@code .inf} becomes null, {@code <<} is a key like any other, an unknown tag is ignored, a key that
 * appears twice is a fault, and an empty document is no document. Since JSON is YAML, this reads JSON as well.
 */
public final class Yaml {
    public static final Limits LIMITS = new Limits(5 * 1024 * 1024, 10_000, Json.MAX_DEPTH, 100, 1_000_000);

    private Yaml() {}

    /**
     * How much one stream may cost.
     *
     * @param maxCharacters of the text
     * @param maxDocuments in the stream
     * @param maxDepth of nested lists and maps
     * @param maxAliases how often one anchor may be used; Backstage's parser has the same bound
     * @param maxNodes lists, maps and scalars of the whole stream after aliases are replaced by what they stand for
     */
    public record Limits(int maxCharacters, int maxDocuments, int maxDepth, int maxAliases, int maxNodes) {
        public Limits withMaxCharacters(int characters) {
            return new Limits(characters, maxDocuments, maxDepth, maxAliases, maxNodes);
        }

        public Limits withMaxNodes(int nodes) {
            return new Limits(maxCharacters, maxDocuments, maxDepth, maxAliases, nodes);
        }
    }

    /** Reads every document that is not empty, up to the first that is broken. */
    public static List<ParsedDocument> documents(String text) {
        return documents(text, LIMITS);
    }

    /** The same within limits of one's own. */
    public static List<ParsedDocument> documents(String text, Limits limits) {
        var documents = new ArrayList<ParsedDocument>();
        try {
            if (text.length() > limits.maxCharacters()) {
                throw new YamlFault(
                        "Expected at most " + limits.maxCharacters() + " characters but found " + text.length(), 1, 1);
            }
            readAll(events(withoutTabs(text)), limits, documents);
        } catch (YamlFault fault) {
            documents.add(fault.document());
        } catch (MarkedYamlEngineException exception) {
            documents.add(YamlFault.of(exception).document());
        } catch (ReaderException exception) {
            documents.add(YamlFault.of(exception, text).document());
        } catch (YamlEngineException exception) {
            documents.add(new YamlFault(String.valueOf(exception.getMessage()), 1, 1).document());
        }
        return documents;
    }

    /**
     * Reads the one document that the text must hold.
     *
     * @throws ServiceException of kind INPUT when it is broken, or when there is no document or more than one
     */
    public static JsonNode read(String text) {
        return read(text, LIMITS);
    }

    /** The same within limits of one's own. */
    public static JsonNode read(String text, Limits limits) {
        var documents = documents(text, limits);
        for (var document : documents) {
            if (document instanceof ParsedDocument.Broken broken) {
                throw ServiceException.input("Expected YAML: " + broken.message());
            }
        }
        if (documents.size() != 1 || !(documents.getFirst() instanceof ParsedDocument.Content content)) {
            throw ServiceException.input("Expected exactly one YAML document, found " + documents.size());
        }
        return content.value();
    }

    /** Block YAML that {@link #read} makes an equal tree of. Texts of several lines are written as blocks. */
    public static String write(JsonNode node) {
        return YamlText.of(node);
    }

    /** YAML allows JSON that is indented by tabs, but the engine does not, so such a text is laid out anew before it reads it. */
    private static String withoutTabs(String text) {
        var start = text.stripLeading();
        if (text.indexOf('\t') < 0 || !(start.startsWith("{") || start.startsWith("["))) {
            return text;
        }
        try {
            return Json.read(text).toPrettyString();
        } catch (ServiceException notJson) {
            return text;
        }
    }

    private static Iterator<Event> events(String text) {
        var settings = LoadSettings.builder()
                .setLabel("yaml")
                .setParseComments(false)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        return new Parse(settings).parseString(text).iterator();
    }

    private static void readAll(Iterator<Event> events, Limits limits, List<ParsedDocument> documents) {
        var budget = new YamlBudget(limits.maxNodes());
        var count = 0;
        while (events.hasNext()) {
            var event = events.next();
            if (event.getEventId() != Event.ID.DocumentStart) {
                continue;
            }
            count++;
            if (count > limits.maxDocuments()) {
                throw YamlFault.at(event, "Expected at most " + limits.maxDocuments() + " documents but found more");
            }
            var first = events.next();
            var value = new YamlTree(events, limits, budget).read(first);
            if (!value.isNull()) {
                documents.add(new ParsedDocument.Content(YamlFault.line(first), value));
            }
        }
    }
}
