package dev.buildrun.catalog.index;

import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map by names without an order, whose changes leave the old map as it was: a hash array mapped trie. Unlike in a {@link SortedTree}, names
 * are hardly compared on the way to one, of which each would be a look into another place of memory. Within one {@link Edit}, nodes that
 * the edit made are changed in place, so only the newest map of an edit may be used.
 *
 * @param <V> knows its name, and is none of the classes here
 */
final class HashTree<V> {
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;

    private final Function<? super V, String> nameOf;
    private final Node root;
    private final int size;

    /**
     * Up to 32 places, by five bits of the hash.
     *
     * @param map which of them are taken
     * @param items what is there, in order: a value, a node, or all that have the same hash
     */
    private record Node(int map, Object[] items, @Nullable Edit owner) {
        int index(int bit) {
            return Integer.bitCount(map & (bit - 1));
        }

        /** The same with another item in the place of one. */
        @SuppressWarnings("ReferenceEquality")
        Node with(int index, Object item, Edit edit) {
            var own = owner == edit ? this : new Node(map, items.clone(), edit);
            own.items[index] = item;
            return own;
        }

        Node withMore(int bit, Object item, Edit edit) {
            var index = index(bit);
            var longer = new Object[items.length + 1];
            System.arraycopy(items, 0, longer, 0, index);
            longer[index] = item;
            System.arraycopy(items, index, longer, index + 1, items.length - index);
            return new Node(map | bit, longer, edit);
        }

        Node without(int bit, Edit edit) {
            var index = index(bit);
            var shorter = new Object[items.length - 1];
            System.arraycopy(items, 0, shorter, 0, index);
            System.arraycopy(items, index + 1, shorter, index, shorter.length - index);
            return new Node(map & ~bit, shorter, edit);
        }
    }

    /** Values whose names have one hash; sorted, since whoever gives names can choose many of that kind. */
    private record Same<V>(int hash, SortedTree<String, V> values) {}

    private HashTree(Function<? super V, String> nameOf, Node root, int size) {
        this.nameOf = nameOf;
        this.root = root;
        this.size = size;
    }

    static <V> HashTree<V> empty(Function<? super V, String> nameOf) {
        return new HashTree<>(nameOf, new Node(0, new Object[0], null), 0);
    }

    int size() {
        return size;
    }

    @Nullable
    V get(String name) {
        var node = root;
        for (var rest = hash(name); ; rest >>>= BITS) {
            var bit = bit(rest);
            if ((node.map & bit) == 0) {
                return null;
            }
            var item = node.items[node.index(bit)];
            if (!(item instanceof Node below)) {
                return named(item, name);
            }
            node = below;
        }
    }

    private @Nullable V named(Object item, String name) {
        if (item instanceof Same<?> same) {
            return same(same).get(name);
        }
        var value = value(item);
        return nameOf.apply(value).equals(name) ? value : null;
    }

    /** In no order. */
    void forEach(Consumer<? super V> visitor) {
        forEach(root, visitor);
    }

    private void forEach(Node node, Consumer<? super V> visitor) {
        for (var item : node.items) {
            if (item instanceof Node below) {
                forEach(below, visitor);
            } else if (item instanceof Same<?> same) {
                same(same).ascend(null, (_, value) -> {
                    visitor.accept(value);
                    return true;
                });
            } else {
                visitor.accept(value(item));
            }
        }
    }

    HashTree<V> put(V value, Edit edit) {
        var put = new Put(nameOf.apply(value), value, edit);
        var changed = put.into(root, hash(put.name), 0);
        return new HashTree<>(nameOf, changed, put.isNew ? size + 1 : size);
    }

    HashTree<V> remove(String name, Edit edit) {
        if (get(name) == null) {
            return this;
        }
        return new HashTree<>(nameOf, without(root, hash(name), name, edit), size - 1);
    }

    /** The last bits of many texts have little to do with what stands before their ends. */
    private static int hash(String name) {
        var hash = name.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> Short.SIZE;
    }

    private static int bit(int rest) {
        return 1 << (rest & MASK);
    }

    @SuppressWarnings("unchecked")
    private V value(Object item) {
        return (V) item;
    }

    @SuppressWarnings("unchecked")
    private SortedTree<String, V> same(Same<?> same) {
        return ((Same<V>) same).values;
    }

    private final class Put {
        private final String name;
        private final V value;
        private final Edit edit;
        private boolean isNew;

        private Put(String name, V value, Edit edit) {
            this.name = name;
            this.value = value;
            this.edit = edit;
        }

        /**
         * @param rest the part of the hash that counts from this node on
         * @param level how many nodes are above
         */
        Node into(Node node, int rest, int level) {
            var bit = bit(rest);
            if ((node.map & bit) == 0) {
                isNew = true;
                return node.withMore(bit, value, edit);
            }
            var index = node.index(bit);
            return node.with(index, beside(node.items[index], rest >>> BITS, level + 1), edit);
        }

        private Object beside(Object item, int rest, int level) {
            if (item instanceof Node below) {
                return into(below, rest, level);
            }
            if (item instanceof Same<?> same && same.hash == hash(name)) {
                return added(same(same));
            }
            if (item instanceof Same<?> same) {
                return into(alone(same, same.hash, level), rest, level);
            }
            var other = value(item);
            var otherName = nameOf.apply(other);
            if (otherName.equals(name)) {
                return value;
            }
            var otherHash = hash(otherName);
            return otherHash == hash(name)
                    ? added(SortedTree.<String, V>empty(Comparator.<String>naturalOrder())
                            .put(otherName, other, edit))
                    : into(alone(other, otherHash, level), rest, level);
        }

        private Node alone(Object item, int hash, int level) {
            return new Node(bit(hash >>> (BITS * level)), new Object[] {item}, edit);
        }

        private Same<V> added(SortedTree<String, V> values) {
            var more = values.put(name, value, edit);
            isNew = more.size() > values.size();
            return new Same<>(hash(name), more);
        }
    }

    private Node without(Node node, int rest, String name, Edit edit) {
        var bit = bit(rest);
        var index = node.index(bit);
        var item = node.items[index];
        if (item instanceof Node below) {
            var fewer = without(below, rest >>> BITS, name, edit);
            // What is left alone needs no node of its own.
            var isAlone = fewer.items.length == 1 && !(fewer.items[0] instanceof Node);
            return node.with(index, isAlone ? fewer.items[0] : fewer, edit);
        }
        if (item instanceof Same<?> same) {
            var fewer = same(same).remove(name, edit);
            var left = new Object[1];
            fewer.ascend(null, (_, value) -> {
                left[0] = value;
                return false;
            });
            return node.with(index, fewer.size() == 1 ? left[0] : new Same<>(same.hash, fewer), edit);
        }
        return node.without(bit, edit);
    }
}
