package dev.buildrun.catalog.index;

/**
 * A value of a field that texts are looked for in.
 *
 * @param number what stands for it in sets of {@link TextIndex}
 * @param key as {@link Field#key} makes it
 */
record TextValue(int number, byte[] key, Postings postings) implements Posted {}
