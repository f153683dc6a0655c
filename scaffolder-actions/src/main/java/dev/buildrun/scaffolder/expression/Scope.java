package dev.buildrun.scaffolder.expression;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Variables, and where to look for those that are not here. */
final class Scope {
    private final @Nullable Scope parent;
    private final @Nullable Fields context;
    private final boolean isolated;
    private final boolean isBlock;
    private final boolean isTopLevel;
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> hiddenInBlocks = new HashSet<>();

    private Scope(
            @Nullable Scope parent, @Nullable Fields context, boolean isolated, boolean isBlock, boolean isTopLevel) {
        this.parent = parent;
        this.context = context;
        this.isolated = isolated;
        this.isBlock = isBlock;
        this.isTopLevel = isTopLevel;
    }

    /** The caller's data; a variable of the same name hides it and never changes it. */
    static Scope of(Fields context) {
        return new Scope(null, context, true, false, false);
    }

    /** A scope in which {@code set} changes a variable of the scopes around it where there is one. */
    Scope child() {
        return new Scope(this, null, false, false, false);
    }

    /** A scope that nothing is set out of. */
    Scope isolatedChild() {
        return new Scope(this, null, true, false, false);
    }

    /** The same for a block, which does not see everything that is around it. */
    Scope block() {
        return new Scope(this, null, true, true, false);
    }

    /** The scope of the template itself, outside of its loops, blocks and macros. */
    Scope topLevel() {
        return new Scope(this, null, true, false, true);
    }

    /** The scope of what a filter block captures, which is at the top level where the filter is. */
    Scope captured() {
        return new Scope(this, null, false, false, isTopLevel);
    }

    /** Whether a variable that is set here can be seen in macros, and behind the filter block that it was set in. */
    boolean isTopLevel() {
        return isTopLevel;
    }

    /** The value, null where the name is not known. */
    @Nullable
    Value find(String name) {
        var inBlock = false;
        for (Scope scope = this; scope != null; scope = scope.parent) {
            var value = scope.values.get(name);
            if (value != null && !(inBlock && scope.hiddenInBlocks.contains(name))) {
                return value;
            }
            inBlock |= scope.isBlock;
            if (scope.context != null && scope.context.has(name)) {
                return scope.context.get(name);
            }
        }
        return null;
    }

    void define(String name, Value value) {
        values.put(name, value);
        hiddenInBlocks.remove(name);
    }

    /** The same, but blocks in here do not see it; in Nunjucks the parts that a loop takes an entry apart into are such. */
    void defineHidden(String name, Value value) {
        values.put(name, value);
        hiddenInBlocks.add(name);
    }

    void defineIfAbsent(String name) {
        values.putIfAbsent(name, Value.UNDEFINED);
    }

    void assign(String name, Value value) {
        var scope = this;
        while (!scope.isolated && !scope.values.containsKey(name) && scope.parent != null) {
            scope = scope.parent;
        }
        (scope.values.containsKey(name) ? scope : this).define(name, value);
    }
}
