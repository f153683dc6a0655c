package dev.buildrun.catalog.impact;

import dev.buildrun.catalog.entity.RelationType;
import java.util.List;

/**
 * Along which relations a failure or a change goes on, where nobody says otherwise: from the entity that shows the relation to its target.
 *
 * <ul>
 *   <li>{@code dependencyOf}: the target depends on it.
 *   <li>{@code providesApi}: an API is only as good as the component behind it.
 *   <li>{@code apiConsumedBy}: the target calls it.
 *   <li>{@code hasPart}: what happens to a whole happens to its parts. Not {@code partOf}: that a part fails is not a failure of the other
 *       parts, to which it would lead.
 *   <li>{@code ownerOf}, {@code parentOf}: what becomes of a team matters to what it owns, and to the teams below it. Since nothing else
 *       leads to a team, they count only where one is asked about.
 * </ul>
 *
 * <p>Not among them: {@code apiProvidedBy}, as an API does not fail its provider; {@code memberOf} and {@code hasMember}; and the directions
 * that lead to what an entity itself needs.
 */
final class Dependence {
    static final List<String> RELATIONS = List.of(
                    RelationType.DEPENDENCY_OF,
                    RelationType.PROVIDES_API,
                    RelationType.API_CONSUMED_BY,
                    RelationType.HAS_PART,
                    RelationType.OWNER_OF,
                    RelationType.PARENT_OF)
            .stream()
            .map(RelationType::wireName)
            .toList();

    private Dependence() {}
}
