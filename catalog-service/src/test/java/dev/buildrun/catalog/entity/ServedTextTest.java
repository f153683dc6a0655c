package dev.buildrun.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.testing.GeneratedCatalog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is made of a text alone is what is made of the tree. */
class ServedTextTest {
    private static final String UID = "0193b1f0-0000-7000-8000-000000000001";
    private static final String ETAG = "0123456789abcdef0123456789abcdef01234567";
    private static final int TREES = 3_000;
    private static final List<String> TEXTS = List.of(
            "",
            "x",
            "Straße",
            "tab\there",
            "\"quoted\"",
            "back\\slash",
            "\uD83D\uDE00",
            "\u0001",
            "ÄÖ",
            "true",
            "a.b",
            "javascript:alert(1)",
            "x".repeat(201),
            "\u2028",
            "etag\":\"",
            "İ");
    private static final List<String> KEYS = List.of(
            "name",
            "title",
            "tags",
            "annotations",
            "uid2",
            "a.b",
            "A",
            "ünï",
            "relations",
            "status",
            "attachments",
            "etag",
            "x");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n'}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'N','namespace':''}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'N','namespace':'Team'},'spec':{}}",
                "{'metadata':{'name':'n','tags':['A','a','b'],'links':[{'url':'u'},null]},'apiVersion':'a/v1','kind':'K'}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n'},'spec':{'n':1,'m':-0.5,'e':1.0E300,'z':null,'t':true,'f':false}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n'},'spec':{'l':[[1,['x']],{},[]],'attachments':['y']},'attachments':{'z':1}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n','labels':{'name':'l','x':12345678901234567890}},'metadata.uid':'q'}",
            })
    void makesTheSameOfTheTextAsOfTheTree(String text) {
        var stored = text.replace('\'', '"');

        var served = ServedText.of(stored, UID, ETAG);

        assertThat(served).isPresent();
        assertSame(stored, served.orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n','uid':'u'}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n','etag':'u'}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n'},'relations':[]}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n'},'status':{}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n','annotations':{'backstage.io/view-url':'javascript:x'}}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n','namespace':null}}",
                "{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n'",
            })
    void leavesToTheTreeWhatTakesMoreThanUidAndEtag(String text) {
        assertThat(ServedText.of(text.replace('\'', '"'), UID, ETAG)).isEmpty();
    }

    @Test
    void makesTheSameOfGeneratedEntities() {
        var catalog = new GeneratedCatalog(7, 200);
        for (var number = 0; number < 200; number++) {
            var stored = Json.write(catalog.entity(number).body().json());

            assertSame(stored, ServedText.of(stored, UID, ETAG).orElseThrow());
        }
    }

    @Test
    void makesTheSameOfRandomTreesOrLeavesThem() {
        var random = new Random(11);
        var made = 0;
        for (var i = 0; i < TREES; i++) {
            var json = Json.object().put("apiVersion", "a/v1").put("kind", "K");
            var metadata = json.putObject("metadata").put("name", "n" + i);
            fill(metadata, random, 3);
            fill(json.putObject("spec"), random, 3);
            var stored = Json.write(json);

            var served = ServedText.of(stored, UID, ETAG);
            served.ifPresent(each -> assertSame(stored, each));
            made += served.isPresent() ? 1 : 0;
        }
        assertThat(made).isBetween(TREES / 2, TREES - 1);
    }

    private static void assertSame(String stored, ServedText served) {
        var tree = FinalEntity.withoutRelations(Entity.parse(stored), List.of(), UID, false, ETAG);
        var text = new String(served.json(), StandardCharsets.UTF_8);
        assertThat(text).isEqualTo(Json.write(tree));
        assertThat(new String(served.json(), served.etagAt(), ETAG.length(), StandardCharsets.UTF_8))
                .isEqualTo(ETAG);
        assertThat(text.substring(0, text.indexOf(ETAG)).getBytes(StandardCharsets.UTF_8))
                .hasSize(served.etagAt());
        assertThat(served.fields()).containsExactlyElementsOf(SearchFields.of(Entity.of(tree)));
    }

    private static void fill(ObjectNode object, Random random, int depth) {
        for (var i = random.nextInt(4); i > 0; i--) {
            var key = KEYS.get(random.nextInt(KEYS.size()));
            if (!object.has(key)) {
                object.set(key, value(random, depth));
            }
        }
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> Json.MAPPER.getNodeFactory().numberNode(random.nextInt());
            case 1 -> Json.MAPPER.getNodeFactory().numberNode(random.nextDouble() * 1e30);
            case 2 -> Json.MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 3, 4 ->
                random.nextInt(9) == 0 ? Json.MAPPER.nullNode() : Json.text(TEXTS.get(random.nextInt(TEXTS.size())));
            case 5 -> {
                var object = Json.object();
                fill(object, random, depth - 1);
                yield object;
            }
            default -> {
                var array = Json.array();
                for (var i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
        };
    }
}
