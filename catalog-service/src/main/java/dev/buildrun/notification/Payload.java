package dev.buildrun.notification;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is told.
 *
 * @param link a path of the portal, or an address that begins with http
 * @param metadata for programs
 */
public record Payload(
        String title,
        @Nullable String description,
        @Nullable String link,
        Severity severity,
        Labels labels,
        @Nullable ObjectNode metadata) {

    /**
     * By what it is sorted and shown.
     *
     * @param topic what users can turn off by itself
     * @param scope what is told again under the same scope by the same origin takes the place of what was told before, and is unread again
     * @param icon a name of the portal's
     */
    public record Labels(
            @Nullable String topic,
            @Nullable String scope,
            @Nullable String icon) {
        public static final Labels NONE = new Labels(null, null, null);
    }

    /** A title alone. */
    public static Payload of(String title) {
        return new Payload(title, null, null, Severity.NORMAL, Labels.NONE, null);
    }

    public Payload description(@Nullable String text) {
        return new Payload(title, text, link, severity, labels, metadata);
    }

    /** The same with a place to go to. */
    public Payload link(@Nullable String target) {
        return new Payload(title, description, target, severity, labels, metadata);
    }

    public Payload severity(Severity other) {
        return new Payload(title, description, link, other, labels, metadata);
    }

    public Payload topic(String topic) {
        return with(new Labels(topic, labels.scope(), labels.icon()));
    }

    public Payload scope(String scope) {
        return with(new Labels(labels.topic(), scope, labels.icon()));
    }

    private Payload with(Labels other) {
        return new Payload(title, description, link, severity, other, metadata);
    }
}
