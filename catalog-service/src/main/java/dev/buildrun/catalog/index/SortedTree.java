package dev.buildrun.catalog.index;

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
    private final Comparator<? super K> order;
    private final TreeNode<K> root;
    private final int size;

    /** What to do with an entry; false ends the walk. */
    @FunctionalInterface
    interface Visitor<K, V> {
        boolean visit(K key, V value);
    }

    private SortedTree(Comparator<? super K> order, TreeNode<K> root, int size) {
        this.order = order;
        this.root = root;
        this.size = size;
    }

    static <K, V> SortedTree<K, V> empty(Comparator<? super K> order) {
        return new SortedTree<>(order, new TreeNode<>(true, new Object[0], new Object[0], null), 0);
    }

    /** Makes a map of keys that are in order, each once, and their values. Nodes are left some room, so that changes don't split them. */
    static <K, V> SortedTree<K, V> ofSorted(Comparator<? super K> order, Object[] keys, Object[] values) {
        if (keys.length == 0) {
            return empty(order);
        }
        return new SortedTree<>(order, TreeNode.root(TreeNode.several(true, keys, values, null), null), keys.length);
    }

    int size() {
        return size;
    }

    @Nullable
    V get(K key) {
        var node = root;
        while (!node.isLeaf()) {
            node = node.child(node.childOf(key, order));
        }
        var index = node.find(key, order);
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
        if (changed.isTooLarge()) {
            var right = changed.splitRight(edit);
            changed = new TreeNode<>(
                    false, new Object[] {changed.key(0), right.key(0)}, new Object[] {changed, right}, edit);
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

    private TreeNode<K> with(TreeNode<K> node, Put<K, V> put) {
        var own = node.ownedBy(put.edit);
        if (own.isLeaf()) {
            var index = own.find(put.key, order);
            if (index >= 0) {
                own.set(index, put.change.apply(value(own, index)));
            } else {
                own.insert(-index - 1, put.key, put.change.apply(null));
                put.inserted = true;
            }
            return own;
        }
        var index = own.childOf(put.key, order);
        var child = with(own.child(index), put);
        own.set(index, child);
        if (child.isTooLarge()) {
            var right = child.splitRight(put.edit);
            own.insert(index + 1, right.key(0), right);
        }
        return own;
    }

    /** What becomes of one entry of many. */
    @FunctionalInterface
    interface Change<V> {
        /**
         * @param number which of the keys it is
         * @param before the value that is there, null where there is none
         * @return not null
         */
        V apply(int number, @Nullable V before);
    }

    /**
     * Does for many keys what {@link #with} does for one, and at less cost.
     *
     * @param keys in order, each once
     */
    SortedTree<K, V> withAll(Object[] keys, Change<V> change, Edit edit) {
        var merge = new TreeMerge<K, V>(order, keys, change, edit);
        var changed = merge.into(root);
        return new SortedTree<>(order, changed, size + merge.inserted());
    }

    SortedTree<K, V> remove(K key, Edit edit) {
        if (get(key) == null) {
            return this;
        }
        var changed = remove(root, key, edit);
        while (!changed.isLeaf() && changed.size() == 1) {
            changed = changed.child(0);
        }
        return size == 1 ? empty(order) : new SortedTree<>(order, changed, size - 1);
    }

    private TreeNode<K> remove(TreeNode<K> node, K key, Edit edit) {
        var own = node.ownedBy(edit);
        if (own.isLeaf()) {
            own.delete(own.find(key, order));
            return own;
        }
        var index = own.childOf(key, order);
        var child = remove(own.child(index), key, edit);
        own.set(index, child);
        if (child.size() == 0) {
            own.delete(index);
        } else {
            own.joinIfSmall(index, edit);
        }
        return own;
    }

    /** Visits the entries in ascending order, from the first whose key is not below {@code from}; null for all of them. */
    void ascend(@Nullable K from, Visitor<? super K, ? super V> visitor) {
        ascend(root, from, visitor);
    }

    private boolean ascend(TreeNode<K> node, @Nullable K from, Visitor<? super K, ? super V> visitor) {
        if (node.isLeaf()) {
            for (var i = from == null ? 0 : node.place(from, order); i < node.size(); i++) {
                if (!visitor.visit(node.key(i), value(node, i))) {
                    return false;
                }
            }
            return true;
        }
        var start = from;
        for (var i = from == null ? 0 : node.childOf(from, order); i < node.size(); i++) {
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

    private boolean descend(TreeNode<K> node, @Nullable K below, Visitor<? super K, ? super V> visitor) {
        if (node.isLeaf()) {
            for (var i = (below == null ? node.size() : node.place(below, order)) - 1; i >= 0; i--) {
                if (!visitor.visit(node.key(i), value(node, i))) {
                    return false;
                }
            }
            return true;
        }
        var start = below;
        for (var i = below == null ? node.size() - 1 : node.childOf(below, order); i >= 0; i--) {
            if (!descend(node.child(i), start, visitor)) {
                return false;
            }
            start = null;
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private V value(TreeNode<K> leaf, int index) {
        return (V) leaf.item(index);
    }
}
