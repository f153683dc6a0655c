package dev.buildrun.catalog.index;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map whose changes leave the old map as it was: a B+ tree that shares all nodes but the changed ones. A change costs a few small
 * copies, however large the map is. Within one {@link Edit}, nodes that the edit made are changed in place, so only the newest map of an
 * edit may be used.
 *
 * @param <K> never changes once it is in the map
 */
final class SortedTree<K, V> {
    private static final int MAX_ITEMS = 64;
    private static final int FEW_ITEMS = MAX_ITEMS / 4;
    private static final int FILLED_ITEMS = MAX_ITEMS * 3 / 4;

    private final Comparator<? super K> order;
    private final Node root;
    private final int size;

    /** What to do with an entry; false ends the walk. */
    @FunctionalInterface
    interface Visitor<K, V> {
        boolean visit(K key, V value);
    }

    private SortedTree(Comparator<? super K> order, Node root, int size) {
        this.order = order;
        this.root = root;
        this.size = size;
    }

    static <K, V> SortedTree<K, V> empty(Comparator<? super K> order) {
        return new SortedTree<>(order, new Node(true, new Object[0], new Object[0], null), 0);
    }

    /** Makes a map of keys that are in order, each once, and their values. Nodes are left some room, so that changes don't split them. */
    static <K, V> SortedTree<K, V> ofSorted(Comparator<? super K> order, Object[] keys, Object[] values) {
        if (keys.length == 0) {
            return empty(order);
        }
        var level = nodes(true, keys, values);
        while (level.length > 1) {
            var first = new Object[level.length];
            for (var i = 0; i < level.length; i++) {
                first[i] = level[i].keys[0];
            }
            level = nodes(false, first, level);
        }
        return new SortedTree<>(order, level[0], keys.length);
    }

    private static Node[] nodes(boolean leaf, Object[] keys, Object[] items) {
        var count = (items.length + FILLED_ITEMS - 1) / FILLED_ITEMS;
        var nodes = new Node[count];
        for (var i = 0; i < count; i++) {
            var from = (int) ((long) items.length * i / count);
            var to = (int) ((long) items.length * (i + 1) / count);
            nodes[i] = new Node(
                    leaf,
                    Arrays.copyOfRange(keys, from, to, Object[].class),
                    Arrays.copyOfRange(items, from, to, Object[].class),
                    null);
        }
        return nodes;
    }

    int size() {
        return size;
    }

    @Nullable
    V get(K key) {
        var node = root;
        while (!node.leaf) {
            node = node.child(childOf(node, key));
        }
        var index = find(node, key);
        return index < 0 ? null : value(node, index);
    }

    SortedTree<K, V> put(K key, V value, Edit edit) {
        return with(key, _ -> value, edit);
    }

    /**
     * Puts in the place of the value of a key what is made of it.
     *
     * @param change from the value that is there, null where there is none; what it gives is not null
     */
    SortedTree<K, V> with(K key, Function<@Nullable V, V> change, Edit edit) {
        var put = new Put<>(key, change, edit);
        var changed = with(root, put);
        if (changed.size() > MAX_ITEMS) {
            var right = changed.splitRight(edit);
            changed =
                    new Node(false, new Object[] {changed.keys[0], right.keys[0]}, new Object[] {changed, right}, edit);
        }
        return new SortedTree<>(order, changed, put.inserted ? size + 1 : size);
    }

    /** A change of one entry, and what came of it. */
    private static final class Put<K, V> {
        final K key;
        final Function<@Nullable V, V> change;
        final Edit edit;
        boolean inserted;

        Put(K key, Function<@Nullable V, V> change, Edit edit) {
            this.key = key;
            this.change = change;
            this.edit = edit;
        }
    }

    private Node with(Node node, Put<K, V> put) {
        var own = node.ownedBy(put.edit);
        if (own.leaf) {
            var index = find(own, put.key);
            if (index >= 0) {
                own.items[index] = put.change.apply(value(own, index));
            } else {
                own.insert(-index - 1, put.key, put.change.apply(null));
                put.inserted = true;
            }
            return own;
        }
        var index = childOf(own, put.key);
        var child = with(own.child(index), put);
        own.items[index] = child;
        if (child.size() > MAX_ITEMS) {
            var right = child.splitRight(put.edit);
            own.insert(index + 1, right.keys[0], right);
        }
        return own;
    }

    SortedTree<K, V> remove(K key, Edit edit) {
        if (get(key) == null) {
            return this;
        }
        var changed = remove(root, key, edit);
        while (!changed.leaf && changed.size() == 1) {
            changed = changed.child(0);
        }
        return size == 1 ? empty(order) : new SortedTree<>(order, changed, size - 1);
    }

    private Node remove(Node node, K key, Edit edit) {
        var own = node.ownedBy(edit);
        if (own.leaf) {
            own.delete(find(own, key));
            return own;
        }
        var index = childOf(own, key);
        var child = remove(own.child(index), key, edit);
        own.items[index] = child;
        if (child.size() == 0) {
            own.delete(index);
        } else if (child.size() < FEW_ITEMS) {
            own.joinNeighbours(index, edit);
        }
        return own;
    }

    /** Visits the entries in ascending order, from the first whose key is not below {@code from}; null for all of them. */
    void ascend(@Nullable K from, Visitor<? super K, ? super V> visitor) {
        ascend(root, from, visitor);
    }

    private boolean ascend(Node node, @Nullable K from, Visitor<? super K, ? super V> visitor) {
        if (node.leaf) {
            for (var i = from == null ? 0 : place(node, from); i < node.size(); i++) {
                if (!visitor.visit(key(node, i), value(node, i))) {
                    return false;
                }
            }
            return true;
        }
        var start = from;
        for (var i = from == null ? 0 : childOf(node, from); i < node.size(); i++) {
            if (!ascend(node.child(i), start, visitor)) {
                return false;
            }
            start = null;
        }
        return true;
    }

    /** Visits the entries in descending order, from the last whose key is below {@code below}; null for all of them. */
    void descend(@Nullable K below, Visitor<? super K, ? super V> visitor) {
        descend(root, below, visitor);
    }

    private boolean descend(Node node, @Nullable K below, Visitor<? super K, ? super V> visitor) {
        if (node.leaf) {
            for (var i = (below == null ? node.size() : place(node, below)) - 1; i >= 0; i--) {
                if (!visitor.visit(key(node, i), value(node, i))) {
                    return false;
                }
            }
            return true;
        }
        var start = below;
        for (var i = below == null ? node.size() - 1 : childOf(node, below); i >= 0; i--) {
            if (!descend(node.child(i), start, visitor)) {
                return false;
            }
            start = null;
        }
        return true;
    }

    /** The index of the key in a leaf, or {@code -index - 1} of the place where it would be. */
    private int find(Node leaf, K key) {
        var low = 0;
        var high = leaf.size() - 1;
        while (low <= high) {
            var middle = (low + high) >>> 1;
            var compared = order.compare(key(leaf, middle), key);
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private int place(Node leaf, K key) {
        var index = find(leaf, key);
        return index < 0 ? -index - 1 : index;
    }

    /** The child that the key belongs into: the last one that does not begin after it. The first child begins before everything. */
    private int childOf(Node branch, K key) {
        var low = 1;
        var high = branch.size() - 1;
        while (low <= high) {
            var middle = (low + high) >>> 1;
            if (order.compare(key(branch, middle), key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low - 1;
    }

    @SuppressWarnings("unchecked")
    private K key(Node node, int index) {
        return (K) node.keys[index];
    }

    @SuppressWarnings("unchecked")
    private V value(Node leaf, int index) {
        return (V) leaf.items[index];
    }

    /** Keys and values of a leaf; or the first keys of children (but that of the first child, which counts for nothing) and the children. */
    private static final class Node {
        private final boolean leaf;
        private Object[] keys;
        private Object[] items;
        private final @Nullable Edit owner;

        Node(boolean leaf, Object[] keys, Object[] items, @Nullable Edit owner) {
            this.leaf = leaf;
            this.keys = keys;
            this.items = items;
            this.owner = owner;
        }

        int size() {
            return items.length;
        }

        Node child(int index) {
            return (Node) items[index];
        }

        @SuppressWarnings("ReferenceEquality")
        Node ownedBy(Edit edit) {
            return owner == edit ? this : new Node(leaf, keys.clone(), items.clone(), edit);
        }

        void insert(int index, Object key, Object item) {
            keys = inserted(keys, index, key);
            items = inserted(items, index, item);
        }

        void delete(int index) {
            keys = deleted(keys, index);
            items = deleted(items, index);
        }

        Node splitRight(Edit edit) {
            var half = size() / 2;
            var right = new Node(
                    leaf,
                    Arrays.copyOfRange(keys, half, keys.length),
                    Arrays.copyOfRange(items, half, items.length),
                    edit);
            keys = Arrays.copyOf(keys, half);
            items = Arrays.copyOf(items, half);
            return right;
        }

        void joinNeighbours(int index, Edit edit) {
            var left = index > 0 ? index - 1 : index;
            if (left + 1 < size() && child(left).size() + child(left + 1).size() <= MAX_ITEMS) {
                var joined = child(left).ownedBy(edit);
                var right = child(left + 1);
                var rightKeys = right.keys.clone();
                rightKeys[0] = right.leaf ? rightKeys[0] : keys[left + 1];
                joined.keys = joined(joined.keys, rightKeys);
                joined.items = joined(joined.items, right.items);
                items[left] = joined;
                delete(left + 1);
            }
        }

        private static Object[] inserted(Object[] array, int index, Object item) {
            var longer = new Object[array.length + 1];
            System.arraycopy(array, 0, longer, 0, index);
            longer[index] = item;
            System.arraycopy(array, index, longer, index + 1, array.length - index);
            return longer;
        }

        private static Object[] deleted(Object[] array, int index) {
            var shorter = new Object[array.length - 1];
            System.arraycopy(array, 0, shorter, 0, index);
            System.arraycopy(array, index + 1, shorter, index, shorter.length - index);
            return shorter;
        }

        private static Object[] joined(Object[] first, Object[] second) {
            var both = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            return both;
        }
    }
}
