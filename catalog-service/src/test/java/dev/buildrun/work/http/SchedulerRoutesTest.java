package dev.buildrun.work.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.json.Json;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestEdge;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SchedulerRoutesTest {
    private static final String PATH = "/api/catalog/.backstage/scheduler/v1/tasks";
    private static final Pace HOURLY = new Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final Semaphore resting = new Semaphore(0);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final ClaimLoop idle = ClaimLoop.start(
            "idle",
            () -> {
                resting.release();
                return 0;
            },
            new WakeUp(),
            HOURLY);
    private final ClaimLoop working = ClaimLoop.start("working", this::work, new WakeUp(), HOURLY);
    private final TestEdge edge = new TestEdge(
            List.of(new SchedulerRoutes(List.of(idle, working), clock).mount("catalog")),
            (_, _) -> new Caller.Service("external:test"));

    private int work() throws InterruptedException {
        busy.countDown();
        try {
            Thread.sleep(Duration.ofHours(1));
            return 0;
        } finally {
            interrupted.countDown();
        }
    }

    @AfterEach
    void stop() {
        edge.close();
        working.cancel();
        working.close();
        idle.close();
    }

    private HttpResponse<String> post(String path) throws Exception {
        return edge.send(edge.request(PATH + path).POST(BodyPublishers.noBody()));
    }

    private JsonNode task(int index) throws Exception {
        return Json.read(edge.send(edge.request(PATH)).body()).path("tasks").path(index);
    }

    @Test
    void showsWhatRunsAndWhatRests() throws Exception {
        busy.await();
        resting.acquire();
        awaitRest(idle);

        var rests = task(0);
        var runs = task(1);

        assertThat(rests.path("taskId").asString()).isEqualTo("idle");
        assertThat(rests.path("pluginId").asString()).isEqualTo("catalog");
        assertThat(rests.path("scope").asString()).isEqualTo("local");
        assertThat(rests.path("settings").toString()).isEqualTo("{\"version\":2,\"cadence\":\"PT1H\"}");
        assertThat(rests.path("taskState").path("status").asString()).isEqualTo("idle");
        assertThat(Instant.parse(rests.path("taskState").path("startsAt").asString()))
                .isAfter(clock.instant().plus(Duration.ofMinutes(59)));
        assertThat(rests.path("taskState").has("lastRunEndedAt")).isTrue();
        assertThat(runs.path("taskState").path("status").asString()).isEqualTo("running");
        assertThat(runs.path("taskState").has("startedAt")).isTrue();
        assertThat(runs.path("workerState").path("status").asString()).isEqualTo("running");
    }

    /** The loop says that it has worked just before it rests. */
    private static void awaitRest(ClaimLoop loop) {
        var end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (loop.status().running()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void letsATaskBeginThatRests() throws Exception {
        resting.acquire();
        awaitRest(idle);

        var answer = post("/idle/trigger");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        resting.acquire();
    }

    @Test
    void endsATurnThatRunsAndNotTheLoop() throws Exception {
        busy.await();

        var answer = post("/working/cancel");
        interrupted.await();
        awaitRest(working);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(task(1).path("taskState").path("lastRunError").asString()).isEqualTo("{\"message\":\"Cancelled\"}");
    }

    @Test
    void refusesWhatDoesNotFitTheState() throws Exception {
        busy.await();
        resting.acquire();
        awaitRest(idle);

        assertThat(post("/working/trigger").statusCode()).isEqualTo(409);
        assertThat(post("/working/trigger").body()).contains("Task working is currently running");
        assertThat(post("/idle/cancel").statusCode()).isEqualTo(409);
        assertThat(post("/idle/cancel").body()).contains("Task idle is not running");
        assertThat(post("/nope/trigger").statusCode()).isEqualTo(404);
        assertThat(post("/nope/cancel").body()).contains("Task nope does not exist");
    }
}
