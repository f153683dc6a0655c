package dev.buildrun.catalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HashTreeTest {
    private static final int NAMES = 5_000;

    private record Value(String name, int number) {}

    private record Version(HashTree<Value> tree, Map<String, Value> model) {}

    enum Names {
        USUAL {
            @Override
            String name(int number) {
                return "component:default/service-" + number;
            }
        },
        /** Of each two letters, "Aa" and "BB" have one hash, and so has every text of such pairs. */
        OF_A_FEW_HASHES {
            @Override
            String name(int number) {
                var name = new StringBuilder("n" + number % 7 + "-");
                for (var bit = 0; bit < 12; bit++) {
                    name.append((((number / 7) >> bit) & 1) == 0 ? "Aa" : "BB");
                }
                return name.toString();
            }
        };

        abstract String name(int number);
    }

    @ParameterizedTest
    @EnumSource
    void holdsWhatAPlainMapHoldsAndKeepsEveryOldVersion(Names names) {
        var random = new Random(3);
        var versions = new ArrayList<Version>();
        var model = new HashMap<String, Value>();
        var tree = HashTree.empty(Value::name);
        for (var batch = 0; batch < 40; batch++) {
            var edit = new Edit();
            var growth = batch % 20 < 10 ? 8 : 1;
            for (var i = 0; i < 1_000; i++) {
                var name = names.name(random.nextInt(NAMES));
                if (random.nextInt(10) < growth) {
                    var value = new Value(name, batch);
                    model.put(name, value);
                    tree = tree.put(value, edit);
                } else {
                    model.remove(name);
                    tree = tree.remove(name, edit);
                }
            }
            versions.add(new Version(tree, Map.copyOf(model)));
        }

        assertThat(versions).allSatisfy(version -> {
            assertThat(version.tree().size()).isEqualTo(version.model().size());
            var all = new TreeMap<String, Value>();
            version.tree().forEach(value -> all.put(value.name(), value));
            assertThat(all).isEqualTo(new TreeMap<>(version.model()));
            for (var number = 0; number < NAMES; number++) {
                var name = names.name(number);
                assertThat(version.tree().get(name)).isEqualTo(version.model().get(name));
            }
        });
    }
}
