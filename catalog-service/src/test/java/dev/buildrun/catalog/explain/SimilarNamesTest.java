package dev.buildrun.catalog.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimilarNamesTest {
    @ParameterizedTest
    @CsvSource({"web,web,0", "web,wep,1", "web,we,1", "web,wweb,1", "paymnet,payment,2", "'',abc,3", "kitten,sitting,3"
    })
    void countsTheLettersThatDiffer(String left, String right, int distance) {
        assertThat(SimilarNames.distance(left, right)).isEqualTo(distance);
        assertThat(SimilarNames.distance(right, left)).isEqualTo(distance);
    }
}
