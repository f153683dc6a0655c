package dev.buildrun.platform.link;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What is known of addresses. */
@FunctionalInterface
public interface LinkState {
    /** Nobody looks. */
    LinkState NONE = urls -> {
        var unknown = new HashMap<String, Looked>();
        urls.forEach(url -> unknown.put(url, new Looked.Unknown("no addresses are looked at here")));
        return unknown;
    };

    /**
     * What was found last; asks nobody.
     *
     * @param urls as {@link LinkAddress} gives them
     * @return something for each
     */
    Map<String, Looked> of(Collection<String> urls);
}
