package dev.buildrun.catalog.index;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a {@link SortedTree}: keys and values, in a leaf; or the first keys of children (but that of the first child, which counts for
 * nothing) and the children.
 */
final class TreeNode<K> {
    static final int MAX_ITEMS = 64;
    private static final int FEW_ITEMS = MAX_ITEMS / 4;
    private static final int FILLED_ITEMS = MAX_ITEMS * 3 / 4;

    private final boolean leaf;
    /** Nodes share them, so they are never changed in place. */
    private Object[] keys;

    private Object[] items;
    private final @Nullable Edit owner;

    TreeNode(boolean leaf, Object[] keys, Object[] items, @Nullable Edit owner) {
        this.leaf = leaf;
        this.keys = keys;
        this.items = items;
        this.owner = owner;
    }

    /** What holds them all in order, with some room, so that changes don't split them. */
    static <K> TreeNode<K>[] several(boolean leaf, Object[] keys, Object[] items, @Nullable Edit owner) {
        var nodes = TreeNode.<K>array((items.length + FILLED_ITEMS - 1) / FILLED_ITEMS);
        for (var i = 0; i < nodes.length; i++) {
            var from = (int) ((long) items.length * i / nodes.length);
            var to = (int) ((long) items.length * (i + 1) / nodes.length);
            nodes[i] = new TreeNode<>(
                    leaf,
                    Arrays.copyOfRange(keys, from, to, Object[].class),
                    Arrays.copyOfRange(items, from, to, Object[].class),
                    owner);
        }
        return nodes;
    }

    /** One node above several, or the only one. */
    static <K> TreeNode<K> root(TreeNode<K>[] nodes, @Nullable Edit owner) {
        var level = nodes;
        while (level.length > 1) {
            level = several(false, firstKeys(level), level, owner);
        }
        return level[0];
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static <K> TreeNode<K>[] array(int length) {
        return new TreeNode[length];
    }

    private static <K> Object[] firstKeys(TreeNode<K>[] nodes) {
        return Arrays.stream(nodes).map(node -> node.keys[0]).toArray();
    }

    boolean isLeaf() {
        return leaf;
    }

    int size() {
        return items.length;
    }

    @SuppressWarnings("unchecked")
    K key(int index) {
        return (K) keys[index];
    }

    Object[] keys() {
        return keys;
    }

    Object item(int index) {
        return items[index];
    }

    Object[] items() {
        return items;
    }

    @SuppressWarnings("unchecked")
    TreeNode<K> child(int index) {
        return (TreeNode<K>) items[index];
    }

    /** The index of the key in a leaf, or {@code -index - 1} of the place where it would be. */
    int find(K key, Comparator<? super K> order) {
        return find(key, 0, order);
    }

    /** @param from before which it is not */
    int find(K key, int from, Comparator<? super K> order) {
        var low = from;
        var high = size() - 1;
        while (low <= high) {
            var middle = (low + high) >>> 1;
            var compared = order.compare(key(middle), key);
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

    int place(K key, Comparator<? super K> order) {
        var index = find(key, order);
        return index < 0 ? -index - 1 : index;
    }

    /** The child that the key belongs into: the last one that does not begin after it. The first child begins before everything. */
    int childOf(K key, Comparator<? super K> order) {
        var low = 1;
        var high = size() - 1;
        while (low <= high) {
            var middle = (low + high) >>> 1;
            if (order.compare(key(middle), key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low - 1;
    }

    @SuppressWarnings("ReferenceEquality")
    TreeNode<K> ownedBy(Edit edit) {
        return owner == edit ? this : new TreeNode<>(leaf, keys, items.clone(), edit);
    }

    /** Another item in the place of one; as all changes, only for the owner. */
    void set(int index, Object item) {
        items[index] = item;
    }

    void insert(int index, Object key, Object item) {
        keys = inserted(keys, index, key);
        items = inserted(items, index, item);
    }

    void delete(int index) {
        keys = deleted(keys, index);
        items = deleted(items, index);
    }

    /** Puts others in the place of a child. */
    void replace(int index, TreeNode<K>[] nodes) {
        items[index] = nodes[0];
        if (nodes.length > 1) {
            keys = replaced(keys, index, firstKeys(nodes));
            items = replaced(items, index, nodes);
        }
    }

    boolean isTooLarge() {
        return size() > MAX_ITEMS;
    }

    TreeNode<K> splitRight(Edit edit) {
        var half = size() / 2;
        var right = new TreeNode<K>(
                leaf, Arrays.copyOfRange(keys, half, keys.length), Arrays.copyOfRange(items, half, items.length), edit);
        keys = Arrays.copyOf(keys, half);
        items = Arrays.copyOf(items, half);
        return right;
    }

    /** Joins a child that has become small with one beside it, where both fit in one. */
    void joinIfSmall(int index, Edit edit) {
        if (child(index).size() >= FEW_ITEMS) {
            return;
        }
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

    /** The array with others in the place of one item, the first of which stays as it was. */
    private static Object[] replaced(Object[] array, int index, Object[] others) {
        var longer = Arrays.copyOf(array, array.length + others.length - 1);
        System.arraycopy(others, 1, longer, index + 1, others.length - 1);
        System.arraycopy(array, index + 1, longer, index + others.length, array.length - index - 1);
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
