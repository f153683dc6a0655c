package dev.buildrun.access;

import java.util.Arrays;
import java.util.Optional;

/** What a token is for; the JOSE header {@code typ} says it, so that one kind never passes for another. */
public enum TokenType {
    /** Someone who signed in. */
    USER("vnd.backstage.user"),
    /** The same person in a cookie: good only where a route says so. */
    LIMITED_USER("vnd.backstage.limited-user"),
    /** One plugin calling another. */
    PLUGIN("vnd.backstage.plugin"),
    /** Pushing to one Git repository; our own. */
    REPOSITORY("vnd.buildrun.repository");

    private final String wireName;

    TokenType(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    static Optional<TokenType> of(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }
}
