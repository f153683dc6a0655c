package dev.buildrun.catalog.entity;

import dev.buildrun.error.ServiceException;

/**
 * Where entities are read from, {@code type:target}.
 *
 * @param type how it is read, for instance {@code url} or {@code file}
 * @param target what is read, for instance a URL or an absolute path
 */
public record LocationRef(String type, String target) {
    /**
     * Parses {@code type:target}.
     *
     * @throws ServiceException of kind INPUT when a part is missing, when the type is that of a URL that lacks its prefix, or
     *     when the target is a script
     */
    public static LocationRef parse(String text) {
        var colon = text.indexOf(':');
        var type = colon < 0 ? "" : text.substring(0, colon).strip();
        var target = text.substring(colon + 1).strip();
        if (type.isEmpty() || target.isEmpty()) {
            throw ServiceException.input("Unable to parse location ref '" + text
                    + "', expected '<type>:<target>', e.g. 'url:https://host/path'");
        }
        if (type.equals("http") || type.equals("https")) {
            throw ServiceException.input(
                    "Invalid location ref '" + text + "', please prefix it with 'url:', e.g. 'url:" + text + "'");
        }
        if (Scripts.isScript(target)) {
            throw ServiceException.input("Invalid location ref '" + text + "', target is a javascript: URL");
        }
        return new LocationRef(type, target);
    }

    @Override
    public String toString() {
        return type + ":" + target;
    }
}
