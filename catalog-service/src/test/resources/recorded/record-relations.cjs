// Records what Backstage's processor of the built-in kinds makes of entities made here from a fixed seed: whether they are valid, how
// their lists are sorted, and which relations they state.
//
//     node record-relations.cjs <folder with node_modules/@backstage/plugin-catalog-backend> > relations.jsonl
//
// One line per entity: {"entity":…,"valid":true|false|"message","spec":…,"relations":["source type target",…]} or, in place of
// the relations, "error":"Name: message".
'use strict';
const path = require('path');
const backend = path.join(process.argv[2], 'node_modules/@backstage/plugin-catalog-backend');
const { BuiltinKindsEntityProcessor } = require(path.join(backend, 'dist/processors/BuiltinKindsEntityProcessor.cjs.js'));
const { stringifyEntityRef } = require(require.resolve('@backstage/catalog-model', { paths: [backend] }));

let seed = 20260303;
const random = n => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * n);
};
const pick = list => list[random(list.length)];
const KINDS = ['Component', 'API', 'Resource', 'System', 'Domain', 'Group', 'User', 'Location', 'Template', 'component', 'Own'];
const GOOD = ['a', 'B', 'ns/a', 'Group:a', 'user:Ns/Bob', 'component:x/y', 'API:z', 'resource:DB', 'group:default/İ', 'a:b/c:d', 'a b'];
const BAD = ['', '/a', ':a', 'b:', 'b:c/', 'b:/a', 7, null, { kind: 'Group', name: 'g' }, true, ['a']];
const REFERENCES = ['owner', 'system', 'subcomponentOf', 'domain', 'subdomainOf', 'parent'];
const LISTS = ['providesApis', 'consumesApis', 'dependsOn', 'dependencyOf', 'memberOf', 'children', 'members'];
const reference = () => (random(14) === 0 ? pick(BAD) : pick(GOOD));
const full = () => pick(['component:a', 'Resource:ns/B', 'api:c', 'component:a']);

function entity() {
  const spec = { type: 't', lifecycle: 'l', definition: 'd' };
  for (const field of REFERENCES) if (random(3) || field === 'owner') spec[field] = reference();
  for (const field of LISTS) {
    const own = field.startsWith('depend') && random(4) ? full : reference;
    if (random(4)) spec[field] = random(12) === 0 ? own() : Array.from({ length: random(4) }, own);
  }
  if (random(10) === 0) delete spec[pick(['type', 'lifecycle', 'owner', 'definition', 'children', 'memberOf'])];
  return {
    apiVersion: pick(['backstage.io/v1alpha1', 'backstage.io/v1alpha1', 'backstage.io/v1beta1', 'backstage.io/v1beta1', 'x.io/v1']),
    kind: pick(KINDS),
    metadata: { name: pick(['web', 'Web']), ...(random(2) ? { namespace: pick(['default', 'x', 'Team']) } : {}) },
    ...(random(40) ? { spec } : {}),
  };
}
(async () => {
  const processor = new BuiltinKindsEntityProcessor();
  for (let i = 0; i < 400; i++) {
    const made = entity();
    const line = { entity: JSON.parse(JSON.stringify(made)) };
    await processor.preProcessEntity(made);
    line.spec = made.spec;
    try {
      line.valid = await processor.validateEntityKind(made);
    } catch (error) {
      line.valid = `${error.name}: ${error.message}`;
    }
    const relations = [];
    try {
      await processor.postProcessEntity(made, undefined, ({ relation }) => {
        relations.push(`${stringifyEntityRef(relation.source)} ${relation.type} ${stringifyEntityRef(relation.target)}`);
      });
      line.relations = [...new Set(relations)].sort();
    } catch (error) {
      line.error = `${error.name}: ${error.message}`;
    }
    process.stdout.write(JSON.stringify(line) + '\n');
  }
})();
