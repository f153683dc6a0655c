package dev.buildrun.scaffolder.action;

/** What became of an effect that was to be taken back. */
public sealed interface Undone {
    /** One sentence for the task's log. */
    String sentence();

    /**
     * It is gone, and was there before.
     *
     * @param what for instance {@code the repository payments/orders}
     */
    record Removed(String what) implements Undone {
        @Override
        public String sentence() {
            return "Removed " + what;
        }
    }

    /** It had never happened, or somebody had taken it back before. */
    record NothingThere(String what) implements Undone {
        @Override
        public String sentence() {
            return "There is no trace of " + what;
        }
    }

    /**
     * It stays.
     *
     * @param what for instance {@code the repository payments/orders}
     * @param where a URL, or whatever else leads to it
     * @param why a part of a sentence: what keeps it from being removed
     * @param remedy how to remove it by hand, an imperative
     */
    record LeftOver(String what, String where, String why, String remedy) implements Undone {
        @Override
        public String sentence() {
            return "Left over: " + what + " at " + where + ", because " + why + ". To remove it by hand: " + remedy;
        }
    }
}
