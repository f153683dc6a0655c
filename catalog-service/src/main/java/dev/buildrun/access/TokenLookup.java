package dev.buildrun.access;

import java.util.Optional;

/** Finds the tokens that people and services have made for themselves. Blocks. */
@FunctionalInterface
public interface TokenLookup {
    /** One that has none. */
    TokenLookup NONE = _ -> Optional.empty();

    /** What all such tokens begin with, and no other. */
    String PREFIX = "brt_";

    /** Whom a token stands for, while it is good; empty for every fault. */
    Optional<Holder> find(String token);

    /** @param subject the full reference of a user, or the subject of a service */
    record Holder(String subject, boolean isUser, Scope scope) {}
}
