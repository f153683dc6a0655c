package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.net.URISyntaxException;

/** URLs as people write them: with wildcards, spaces and template braces, which a URI has only escaped. */
public final class WrittenUrl {
    private static final String ESCAPED = " \"<>{}|\\^`[]";

    private WrittenUrl() {}

    /** @throws ServiceException of kind INPUT when it is no URL even so */
    public static URI parse(String url) {
        var escaped = new StringBuilder();
        for (var character : url.strip().toCharArray()) {
            if (ESCAPED.indexOf(character) >= 0 || character < ' ') {
                escaped.append('%').append(String.format("%02X", (int) character));
            } else {
                escaped.append(character);
            }
        }
        try {
            return new URI(escaped.toString());
        } catch (URISyntaxException exception) {
            throw ServiceException.input("Expected a URL, found '" + url + "': " + exception.getReason());
        }
    }
}
