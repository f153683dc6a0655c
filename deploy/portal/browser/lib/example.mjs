// The example organisation read straight from its files: what the service should say, worked out without it.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const home = new URL('../../../example/', import.meta.url).pathname;

/** `kind:namespace/name` in lower case. */
export const refOf = ({ kind, metadata }) =>
  `${kind}:${metadata.namespace ?? 'default'}/${metadata.name}`.toLowerCase();

/** Every entity that the file brings, itself and through the targets of its Location entities. */
async function entitiesOf(file) {
  const entities = [];
  for (const document of parseAllDocuments(await readFile(file, 'utf8'))) {
    const entity = document.toJS();
    entities.push(entity);
    for (const target of entity.kind === 'Location' ? entity.spec.targets : []) {
      entities.push(...(await entitiesOf(join(dirname(file), target))));
    }
  }
  return entities;
}

/** Completes a reference as it stands in a file, such as `team-orders` or `platform/redis`. */
export function complete(reference, kind, namespace) {
  const [, givenKind, givenNamespace, name] = /^(?:([^:]+):)?(?:([^/]+)\/)?(.+)$/.exec(reference);
  return `${givenKind ?? kind}:${givenNamespace ?? namespace}/${name}`.toLowerCase();
}

// field of spec, kind that it means when it names none, relation, relation the other way round
const fields = [
  ['owner', 'group', 'ownedBy', 'ownerOf'],
  ['system', 'system', 'partOf', 'hasPart'],
  ['domain', 'domain', 'partOf', 'hasPart'],
  ['subcomponentOf', 'component', 'partOf', 'hasPart'],
  ['providesApis', 'api', 'providesApi', 'apiProvidedBy'],
  ['consumesApis', 'api', 'consumesApi', 'apiConsumedBy'],
  ['dependsOn', 'resource', 'dependsOn', 'dependencyOf'],
  ['memberOf', 'group', 'memberOf', 'hasMember'],
  ['parent', 'group', 'childOf', 'parentOf'],
];

/** The relations that an entity's own fields mean, both ways, as `source type target`. */
export function relationsOf(entity) {
  const relations = [];
  for (const [field, kind, forth, back] of fields) {
    for (const reference of [entity.spec?.[field] ?? []].flat()) {
      const target = complete(reference, kind, entity.metadata.namespace ?? 'default');
      relations.push(`${refOf(entity)} ${forth} ${target}`, `${target} ${back} ${refOf(entity)}`);
    }
  }
  return relations;
}

/** The organisation: all entities by reference. */
export async function readExample() {
  const entities = await entitiesOf(join(home, 'all.yaml'));
  return new Map(entities.map(entity => [refOf(entity), entity]));
}
