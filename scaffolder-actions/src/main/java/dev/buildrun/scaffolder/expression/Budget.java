package dev.buildrun.scaffolder.expression;

/**
 * What one render may consume. Work counts evaluated nodes and every entry that is made, copied or compared; long texts count
 * in steps. Without it a template of one line could keep a processor or fill the memory.
 */
final class Budget {
    static final int MAX_SOURCE = 4 * 1024 * 1024;
    static final int MAX_WORK = 1_000_000;

    /** Nested nodes, those of called macros included. A level here is two levels of the 512 that Backstage's engine allows. */
    static final int MAX_DEPTH = 256;

    static final int MAX_OUTPUT = 16 * 1024 * 1024;
    static final int MAX_EXTENSION_CALLS = 4096;

    /** Characters of all the texts that a render makes on its way, whether they are printed or not. */
    static final long MAX_TEXT = 64L * 1024 * 1024;

    /** How deeply arrays and records may be nested in anything that is printed, compared or given away. */
    static final int MAX_VALUE_DEPTH = 256;

    private static final int CHARACTERS_PER_WORK_UNIT = 256;

    private int work;
    private int depth;
    private int output;
    private int extensionCalls;
    private long text;

    /** @param units below zero where there were more than can be counted */
    void work(long units) {
        if (units < 0 || units > MAX_WORK - work) {
            throw exceeded("work unit", MAX_WORK);
        }
        work += (int) units;
    }

    /** One level deeper into the tree; costs one unit of work. */
    void enter() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw exceeded("nesting depth", MAX_DEPTH);
        }
        work(1);
    }

    void leave() {
        depth--;
    }

    /**
     * To be asked before a text of this length is made, so that it is refused instead of made.
     *
     * @param characters below zero where there were more than can be counted
     */
    void text(long characters) {
        text += characters;
        if (characters < 0 || characters > MAX_OUTPUT || text > MAX_TEXT) {
            throw exceeded("text", MAX_TEXT);
        }
        work(characters / CHARACTERS_PER_WORK_UNIT);
    }

    void output(int characters) {
        if (output + (long) characters > MAX_OUTPUT) {
            throw exceeded("output code unit", MAX_OUTPUT);
        }
        output += characters;
    }

    void extensionCall() {
        extensionCalls++;
        if (extensionCalls > MAX_EXTENSION_CALLS) {
            throw exceeded("capability call", MAX_EXTENSION_CALLS);
        }
    }

    static TemplateFailure exceeded(String resource, long limit) {
        return TemplateFailure.limit("Template exceeded the " + resource + " limit of " + limit);
    }
}
