package dev.buildrun.catalog.index;

import java.util.Arrays;
import java.util.Comparator;

/** Changes of many entries of a {@link SortedTree} in one go: each node on the way to them is looked through once and copied once. */
final class TreeMerge<K, V> {
    private final Comparator<? super K> order;
    private final Object[] keys;
    private final SortedTree.Change<V> change;
    private final Edit edit;
    private int inserted;

    /** @param keys in order, each once */
    TreeMerge(Comparator<? super K> order, Object[] keys, SortedTree.Change<V> change, Edit edit) {
        this.order = order;
        this.keys = keys;
        this.change = change;
        this.edit = edit;
    }

    TreeNode<K> into(TreeNode<K> root) {
        return keys.length == 0 ? root : TreeNode.root(merged(root, 0, keys.length), edit);
    }

    /** How many entries are new. */
    int inserted() {
        return inserted;
    }

    /** The nodes in the place of one into which keys from one number on up to another belong. */
    private TreeNode<K>[] merged(TreeNode<K> node, int from, int to) {
        if (node.isLeaf()) {
            return mergedLeaf(node, from, to);
        }
        var own = node.ownedBy(edit);
        // From the last child on, so that those that follow it may become more.
        for (var end = to; end > from; ) {
            var index = own.childOf(key(end - 1), order);
            var start = index == 0 ? from : firstFrom(own.key(index), from, end);
            own.replace(index, merged(own.child(index), start, end));
            end = start;
        }
        return own.isTooLarge() ? TreeNode.several(false, own.keys(), own.items(), edit) : one(own);
    }

    @SuppressWarnings("unchecked")
    private TreeNode<K>[] mergedLeaf(TreeNode<K> leaf, int from, int to) {
        var newKeys = new Object[leaf.size() + to - from];
        var newItems = new Object[newKeys.length];
        var size = 0;
        var taken = 0;
        for (var number = from; number < to; number++) {
            var index = leaf.find(key(number), taken, order);
            var place = index < 0 ? -index - 1 : index;
            System.arraycopy(leaf.keys(), taken, newKeys, size, place - taken);
            System.arraycopy(leaf.items(), taken, newItems, size, place - taken);
            size += place - taken;
            if (index < 0) {
                newKeys[size] = keys[number];
                newItems[size++] = change.apply(number, null);
                taken = place;
                inserted++;
            } else {
                newKeys[size] = leaf.key(index);
                newItems[size++] = change.apply(number, (V) leaf.item(index));
                taken = place + 1;
            }
        }
        var rest = leaf.size() - taken;
        System.arraycopy(leaf.keys(), taken, newKeys, size, rest);
        System.arraycopy(leaf.items(), taken, newItems, size, rest);
        size += rest;
        var node = new TreeNode<K>(
                true,
                size == leaf.size() ? leaf.keys() : Arrays.copyOf(newKeys, size),
                size == newItems.length ? newItems : Arrays.copyOf(newItems, size),
                edit);
        return node.isTooLarge() ? TreeNode.several(true, node.keys(), node.items(), edit) : one(node);
    }

    private static <K> TreeNode<K>[] one(TreeNode<K> node) {
        var nodes = TreeNode.<K>array(1);
        nodes[0] = node;
        return nodes;
    }

    /** The number of the first key that is not below another. */
    private int firstFrom(K other, int from, int to) {
        var low = from;
        var high = to;
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (order.compare(key(middle), other) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @SuppressWarnings("unchecked")
    private K key(int number) {
        return (K) keys[number];
    }
}
