package dev.buildrun.deploy.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.deploy.feed.Expected.Event;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The checker must find what it looks for. */
class VerdictTest {
    private static final List<Event> EXPECTED = List.of(
            new Event(1, "created", "component:default/a"),
            new Event(2, "created", "component:default/b"),
            new Event(4, "changed", "component:default/a"),
            new Event(5, "removed", "component:default/b"));

    private static List<Told> journal(int... order) {
        var told = new ArrayList<Told>();
        for (var index : order) {
            var event = EXPECTED.get(index);
            var json = Json.object()
                    .put("type", "dev.buildrun.catalog.entity." + event.what())
                    .put("subject", event.ref());
            told.add(new Told("id-" + event.position(), event.position(), json));
        }
        return told;
    }

    private static List<String> problems(boolean mayRepeat, int... order) {
        return Verdict.on(journal(order), EXPECTED, mayRepeat).problems();
    }

    @Test
    void isGoodWhereEverythingWasToldOnceAndInOrder() {
        assertThat(problems(false, 0, 1, 2, 3)).isEmpty();
    }

    @Test
    void findsAGapALossAndAnotherOrder() {
        assertThat(problems(false, 0, 2, 3)).singleElement().asString().startsWith("expected Event[position=2");
        assertThat(problems(false, 0, 1, 2)).containsExactly("was not told 1 events, the first is " + EXPECTED.get(3));
        assertThat(problems(true, 1, 0, 2, 3)).singleElement().asString().contains("expected Event[position=1");
    }

    @Test
    void letsOnlyTheLastEventOfAWebhookBeRepeated() {
        assertThat(problems(true, 0, 1, 1, 1, 2, 3)).isEmpty();
        assertThat(problems(true, 0, 1, 2, 1, 3)).singleElement().asString().startsWith("told again: ");
        assertThat(problems(false, 0, 1, 1, 2, 3)).singleElement().asString().startsWith("told again: ");
    }

    @Test
    void findsAnEventThatNobodyExpects() {
        var journal = new ArrayList<>(journal(0, 1, 2, 3));
        journal.add(new Told("id-9", 9, Json.object().put("type", "x.left").put("subject", "component:default/a")));

        assertThat(Verdict.on(journal, EXPECTED, false).problems())
                .singleElement()
                .asString()
                .startsWith("expected nothing more");
    }

    @Test
    void findsAMirrorThatIsNotTheCatalog() {
        var event = Json.object().put("type", "x.created").put("subject", "component:default/a");
        event.putObject("data").set("entity", entity("old"));
        var mirror = Verdict.mirror(List.of(new Told("1", 1, event)));

        assertThat(Verdict.ofMirror(mirror, Map.of("component:default/a", entity("old")), false))
                .isEmpty();
        assertThat(Verdict.ofMirror(mirror, Map.of("component:default/a", entity("new")), false))
                .hasSize(1);
        assertThat(Verdict.ofMirror(mirror, Map.of(), false)).hasSize(1);
    }

    private static ObjectNode entity(String title) {
        var entity = Json.object();
        entity.putObject("metadata").put("title", title).put("etag", title.hashCode());
        return entity;
    }

    @Test
    void expectsOfAFilterWhatEntersAndWhatLeaves() {
        var service = Json.read("{\"kind\":\"Component\",\"spec\":{\"type\":\"service\"}}");
        var library = Json.read("{\"kind\":\"Component\",\"spec\":{\"type\":\"library\"}}");
        var expected = new Expected(List.of(
                new Expected.Row(1, "a", service),
                new Expected.Row(2, "a", library),
                new Expected.Row(3, "a", library),
                new Expected.Row(4, "a", service),
                new Expected.Row(5, "a", null)));

        assertThat(expected.events(Expected.meaning("x")))
                .extracting(Event::what)
                .containsExactly("created", "left", "changed", "removed");
        assertThat(expected.gaps()).isEmpty();
        assertThat(new Expected(List.of(new Expected.Row(2, "a", service))).gaps())
                .hasSize(1);
    }

    @Test
    void knowsWhichVersionsMayBeThereAfterACrash() {
        var journal = List.of(
                "{\"version\":1,\"upsert\":[\"a\"],\"delete\":[]}",
                "{\"version\":1,\"acknowledged\":true}",
                "{\"version\":2,\"upsert\":[\"a\"]}",
                "{\"version\":3,\"delete\":[\"component:default/a\"]}");

        assertThat(Writer.possible(journal.subList(0, 2))).isEqualTo(Map.of("component:default/a", Set.of(1L)));
        assertThat(Writer.possible(journal)).isEqualTo(Map.of("component:default/a", Set.of(0L, 1L, 2L)));
    }
}
