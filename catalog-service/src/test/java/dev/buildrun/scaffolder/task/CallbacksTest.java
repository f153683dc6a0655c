package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.testing.TaskProcess;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that tasks wait for. */
class CallbacksTest extends WaitingTasks {
    private static final String HOOK = """
            steps:
              - {id: hook, action: webhook:wait, input: {name: build, %s timeout: 1h}}
            output: {state: "${{ steps.hook.output.payload.state }}"}
            """;

    private Callbacks callbacks;

    @BeforeEach
    void open() {
        callbacks = new Callbacks(first.database, TaskProcess.VAULT, clock);
    }

    private String token(UUID id) {
        var line = plainMessages(id).getLast();
        assertThat(line)
                .matches("info: Waiting for build until 2026-11-25T11:00:00Z. To be called: POST"
                        + " http://localhost:7007/api/buildrun/callbacks/[A-Za-z0-9_-]{43}");
        return line.substring(line.lastIndexOf('/') + 1);
    }

    @Test
    void givesThePayloadToTheStepOnce() throws Exception {
        var id = waiting(HOOK.formatted(""));
        var token = token(id);

        var isNew = callbacks.receive(token, _ -> false, Json.object().put("state", "green"));
        var again = callbacks.receive(token, _ -> false, Json.object().put("state", "red"));
        runTurn(second);

        assertThat(isNew).isTrue();
        assertThat(again).isFalse();
        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(second.log(id).getLast().body().path("output").path("state").asString())
                .isEqualTo("green");
        assertThat(first.count("task_waits where sealed is not null or payload is not null"))
                .isZero();
        assertThat(first.count("audit_log where action = 'callback.receive' and outcome = 'succeeded'"))
                .isEqualTo(1);
    }

    @Test
    void needsTheSignatureWhereTheStepNamesASecret() {
        var token = token(waiting(HOOK.formatted("secret: 'sixteen characters',")));

        assertThatThrownBy(() -> callbacks.receive(token, _ -> false, Json.object()))
                .hasMessageContaining("Expected the call to be signed");
        assertThat(callbacks.receive(token, "sixteen characters"::equals, Json.object()))
                .isTrue();
        assertThat(first.count("task_waits where encode(sealed, 'escape') like '%sixteen%'"))
                .isZero();
    }

    @Test
    void isRefusedAtAnUnknownAddressAndAfterItsTime() throws Exception {
        var id = waiting(HOOK.formatted(""));
        var token = token(id);
        assertThatThrownBy(() -> callbacks.receive("guessed", _ -> false, Json.object()))
                .hasMessage("Nobody waits for a call at this address");

        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(() -> callbacks.receive(token, _ -> false, Json.object()))
                .hasMessageContaining("Nobody waits for this call any more");
        turns.turn();
        runTurn(second);

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(second.messages(id)).anyMatch(line -> line.contains("No call has come for build within PT1H"));
    }
}
