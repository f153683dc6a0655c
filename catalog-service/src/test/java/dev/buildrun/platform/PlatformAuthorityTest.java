package dev.buildrun.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.api.contract.Contract;
import dev.buildrun.api.contract.Operation;
import dev.buildrun.platform.PlatformRequests.About;
import dev.buildrun.platform.PlatformRequests.Who;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the platform, for everybody who may come, against the table {@code platform/authority.txt}. */
class PlatformAuthorityTest {
    private static final Map<String, List<String>> TABLE = table();
    /** Questions that are too long for an address. */
    private static final Set<String> ONLY_READ =
            Set.of("GetObjectsByService", "QueryWorkloads", "QueryCustomResources", "CheckContract");

    @TempDir
    static Path folder;

    private static PlatformRequests requests;

    @BeforeAll
    static void start() {
        requests = new PlatformRequests(folder);
    }

    @AfterAll
    static void stop() {
        requests.close();
    }

    private static Map<String, List<String>> table() {
        try (var in = PlatformAuthorityTest.class.getResourceAsStream("/platform/authority.txt")) {
            var rows = new LinkedHashMap<String, List<String>>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line ->
                            Stream.of(line.split("\\|", -1)).map(String::strip).toList())
                    .forEach(cells -> {
                        var former = rows.put(cells.getFirst().replaceAll(" +", " "), cells.subList(1, cells.size()));
                        assertThat(former)
                                .as("One line for " + cells.getFirst())
                                .isNull();
                    });
            return rows;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    static List<Operation> operations() {
        return Stream.concat(
                        Contract.BUILDRUN.operations().stream()
                                .filter(operation -> operation.path().startsWith("/platform/")),
                        Contract.KUBERNETES.operations().stream())
                .toList();
    }

    private static List<String> row(Operation operation) {
        return Objects.requireNonNull(TABLE.get(name(operation)), () -> "No line for " + name(operation));
    }

    private static String name(Operation operation) {
        return operation.method() + " " + operation.path();
    }

    @Test
    void theTableHasEveryRouteAndNoOther() {
        assertThat(TABLE.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        operations().stream().map(PlatformAuthorityTest::name).toList());
        assertThat(TABLE.values()).allSatisfy(row -> assertThat(row).hasSize(Who.values().length + 1));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everybodyMayWhatTheTableSays(Operation operation) {
        for (var about : new About[] {About.OWN, About.ORPHAN}) {
            var found = Stream.of(Who.values())
                    .map(who -> requests.outcome(who, about, operation))
                    .toList();

            assertThat(found)
                    .as("Of %s for %s", about, List.of(Who.values()))
                    .isEqualTo(row(operation).subList(0, Who.values().length));
        }
    }

    /** What somebody gets about nothing that is there any more. */
    private static String gone(Who who, Operation operation) {
        var said = row(operation).getLast().split(" ", -1);
        if (said[0].equals("same") || who == Who.NOBODY || who == Who.SCOPED) {
            return row(operation).get(List.of(Who.values()).indexOf(who));
        }
        var others = Stream.of(Who.values())
                .filter(each -> each != Who.NOBODY && each != Who.SCOPED)
                .toList();
        assertThat(said.length).as(name(operation)).isIn(1, others.size());
        return said[said.length == 1 ? 0 : others.indexOf(who)];
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatIsGoneIsToldAsTheTableSays(Operation operation) {
        var found = Stream.of(Who.values())
                .map(who -> requests.outcome(who, About.GONE, operation))
                .toList();

        assertThat(found)
                .as("For %s", List.of(Who.values()))
                .isEqualTo(
                        Stream.of(Who.values()).map(who -> gone(who, operation)).toList());
    }

    static List<Operation> changes() {
        return operations().stream()
                .filter(operation -> !operation.method().equals("GET") && !ONLY_READ.contains(operation.id()))
                .filter(operation -> row(operation).contains("yes"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void eachChangeLeavesOneRowInTheAudit(Operation operation) {
        var who = Stream.of(Who.values())
                .skip(row(operation).indexOf("yes"))
                .findFirst()
                .orElseThrow();

        assertThat(requests.audit(who, operation))
                .as("For %s", who)
                .hasSize(1)
                .allMatch(row -> row.endsWith("succeeded"));
    }

    @Test
    void whatOnlyReadsLeavesNoRow() {
        assertThat(operations().stream().filter(operation -> ONLY_READ.contains(operation.id())))
                .hasSameSizeAs(ONLY_READ)
                .allSatisfy(operation ->
                        assertThat(requests.audit(Who.PLATFORM, operation)).isEmpty());
    }
}
