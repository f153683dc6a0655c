package dev.buildrun.scaffolder.action;

import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;

/** Results of expensive or outward work inside a step, kept with the task so that a retry does not repeat the work. */
public interface Checkpoints {
    /**
     * Gives back what this key's work returned in an earlier run of the task; otherwise does the work and keeps its result.
     * A failure is kept too, for whoever reads the state, but never given back: the work is tried again.
     *
     * @param key unique within the step, the iterations of {@code each} included; the work's own parameters belong into it
     * @param work may return a null node, which is given back as an empty object after a restart, as Backstage does
     * @throws InterruptedException from the work
     */
    JsonNode once(String key, Callable<JsonNode> work) throws InterruptedException;
}
