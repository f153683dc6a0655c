package dev.buildrun.notification;

import java.util.List;

/**
 * Something to be told.
 *
 * @param origin who tells: the subject of a token, or a part of the service such as {@code plugin:scaffolder}
 */
public record Notice(Recipients recipients, String origin, Payload payload) {
    /** Who is to hear of it. */
    public sealed interface Recipients {}

    /** Whoever has an account, those included who get one later. */
    public record Everybody() implements Recipients {}

    /**
     * The users behind entities: users themselves, members of groups and of the groups below them, and owners of anything else.
     *
     * @param refs full references
     * @param except users and groups that are passed over
     */
    public record Behind(List<String> refs, List<String> except) implements Recipients {
        public Behind {
            refs = List.copyOf(refs);
            except = List.copyOf(except);
        }
    }

    public static Notice toEverybody(String origin, Payload payload) {
        return new Notice(new Everybody(), origin, payload);
    }

    /** To the users behind these entities. */
    public static Notice to(List<String> refs, String origin, Payload payload) {
        return new Notice(new Behind(refs, List.of()), origin, payload);
    }
}
