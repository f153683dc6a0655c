package dev.buildrun.platform.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Yaml;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RolloutTest {
    private static final String FAILED_BEFORE = """
            , conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: timed out, lastUpdateTime: '2026-01-05T10:00:00Z'}]""";
    private static final JsonNode CRASHING = Yaml.read("""
            metadata: {name: p1}
            status:
              phase: Running
              containerStatuses:
                - {name: app, ready: false, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff, message: back-off}}, lastState: {terminated: {reason: Error, exitCode: 1}}}
            """);

    private static JsonNode deployment(int replicas, int updated, int available, String more) {
        return Yaml.read("""
                {kind: Deployment, metadata: {generation: 3}, spec: {replicas: 2}, status: {observedGeneration: 3, replicas: %d, updatedReplicas: %d, availableReplicas: %d%s}}
                """.formatted(replicas, updated, available, more));
    }

    @Test
    void isCompleteWhenAllAreUpdatedAndAvailable() {
        assertThat(Rollout.of(deployment(2, 2, 2, ""), List.of(), null)).isInstanceOf(Rollout.Complete.class);
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(Rollout.of(deployment(3, 2, 2, ""), List.of(), null).message())
                .isEqualTo("1 old replicas are still there");
        assertThat(Rollout.of(deployment(2, 1, 2, ""), List.of(), null).message())
                .isEqualTo("1 of 2 replicas are updated");
        assertThat(Rollout.of(deployment(2, 2, 0, ""), List.of(), null).message())
                .isEqualTo("0 of 2 replicas are available");
    }

    @Test
    void whatTheControllerHasNotSeenIsUnderWay() {
        var unseen = Yaml.read("{kind: Deployment, metadata: {generation: 4}, status: {observedGeneration: 3}}");

        assertThat(Rollout.of(unseen, List.of(), null))
                .isEqualTo(new Rollout.Progressing("The change is not taken up yet"));
    }

    @Test
    void failsWhenTheDeadlineIsOver() {
        assertThat(Rollout.of(deployment(3, 1, 2, FAILED_BEFORE), List.of(), Instant.parse("2026-01-05T09:59:00Z")))
                .isEqualTo(new Rollout.Failed("The progress deadline is over: timed out"));
    }

    @Test
    void theEndOfAnEarlierRolloutIsNotTakenForTheEndOfThisOne() {
        assertThat(Rollout.of(deployment(3, 1, 2, FAILED_BEFORE), List.of(), Instant.parse("2026-01-05T10:00:00.700Z")))
                .isInstanceOf(Rollout.Progressing.class);
    }

    @Test
    void aCrashLoopIsHopelessAfterAFewRestarts() {
        assertThat(Rollout.of(deployment(3, 1, 2, ""), List.of(CRASHING), null).message())
                .isEqualTo(
                        "Crash loop: pod p1: app waits: CrashLoopBackOff, back-off (last time it ended: Error, exit code 1)");
    }

    @Test
    void saysWhyAPodIsNotReady() {
        var pending = Yaml.read("""
                {metadata: {name: p}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: no node}]}}
                """);
        var probing = Yaml.read("""
                {metadata: {name: p}, status: {phase: Running, containerStatuses: [{name: app, ready: false, state: {running: {}}}]}}
                """);
        var ready = Yaml.read(
                "{metadata: {name: p}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}");

        assertThat(PodView.why(pending)).contains("pod p: Unschedulable, no node");
        assertThat(PodView.why(probing))
                .contains("pod p: app runs, and its readiness or startup probe does not succeed");
        assertThat(PodView.why(ready)).isEmpty();
    }
}
