// Records what Backstage's catalog puts into its search table for entities made here from a fixed seed.
//
//     node record-search-fields.cjs <folder with node_modules/@backstage/plugin-catalog-backend> > search-fields.jsonl
//
// One line per entity: {"entity":…,"rows":[[key, value, original value where it differs],…]} or {"entity":…,"error":…}.
'use strict';
const path = require('path');
const dist = path.join(process.argv[2], 'node_modules/@backstage/plugin-catalog-backend/dist/database/operations/stitcher');
const { buildEntitySearch } = require(path.join(dist, 'buildEntitySearch.cjs.js'));
const { syncSearchRows } = require(path.join(dist, 'syncSearchRows.cjs.js'));

let seed = 20260101;
const random = n => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * n);
};
const pick = list => list[random(list.length)];
const times = (n, make) => Array.from({ length: n }, make);

const NUMBERS = ['0', '-0', '1', '3.50', '-7', '1e21', '1e-7', '0.000001', '123456789012', '9007199254740993', '12345678901234567890',
  '-9223372036854775809', '0.1', '2.5e10', '1e300', '5e-324', '100000000000000000000', '1000000000000000000000'];
const TEXTS = ['', 'x', 'Java', 'java', 'JAVA', 'a b', ' a ', 'a.b', 'A/B', 'a=b', 'a,b', 'NaN', 'Infinity', '-0', 'null', 'undefined', 'true', 'FALSE',
  '1', '01', '1e3', 'İstanbul', 'ıI', 'STRASSE', 'straße', 'ΑΣ', 'ΑΣ ΟΔΟΣ', 'σς', 'ÄÖÜ', '日本語', '🚀Rocket', 'ＡＢ', 'ǅ', 'ß', 'ﬁ', 'e\u0301É', '\t', 'a\nb',
  '\u0001', 'a\u0001b', '\ud800x', '\u00a0', 'ᲀ', 'Ⴀ', 'Ꭰ', '𐐀', 'Å', '\\', '"q"', '%', '_', 'group:default/Team'];
const KEYS = ['a', 'b', 'B', 'java', 'spec.a', 'c', 'x.y', 'x', 'y', 'Type', 'owner', 'backstage.io/Orphan', 'ключ', 'İ', '0', 'deep', 'list', '$text', 'a b', 'name', 'É'];

const long = n => Array.from(pick(['x', 'Y', 'é', 'İ', 'ab.']).repeat(n)).slice(0, n).join('');
const scalar = () => {
  switch (random(24)) {
    case 0: case 1: case 2: return `@@${pick(NUMBERS)}@@`;
    case 3: case 4: return pick([true, false, null]);
    case 5: return long(pick([199, 200, 201, 202]));
    default: return pick(TEXTS);
  }
};
const value = depth => {
  const kind = depth <= 0 ? 0 : random(6);
  if (kind === 4) return times(random(5), () => value(depth - 1));
  if (kind === 5) return object(depth - 1);
  return scalar();
};
const object = depth => Object.fromEntries(times(random(5), () => [random(40) === 0 ? long(pick([180, 196, 199, 205])) : pick(KEYS), value(depth)]));

function metadata() {
  const metadata = { name: pick(['web', 'Web-2', 'a_b.C', 'x'.repeat(63)]), ...(random(2) ? { namespace: pick(['default', 'team-a', '']) } : {}) };
  if (random(3)) metadata.uid = 'E0F1-' + random(1000);
  if (random(3) === 0) metadata.etag = 'abc';
  if (random(2)) metadata.title = scalar();
  if (random(2)) metadata.description = pick(TEXTS);
  if (random(2)) metadata.labels = object(0);
  if (random(2)) metadata.annotations = object(0);
  if (random(2)) metadata.tags = times(random(5), () => pick(TEXTS));
  if (random(2)) metadata.links = times(random(3), () => ({ url: 'https://example.com/' + pick(TEXTS), title: pick(TEXTS) }));
  if (random(4) === 0) metadata['x-' + pick(KEYS)] = value(2);
  return metadata;
}
function entity() {
  const entity = { apiVersion: pick(['backstage.io/v1alpha1', 'V1']), kind: pick(['Component', 'API', 'Group']), metadata: metadata() };
  if (random(8)) entity.spec = object(3);
  if (random(3)) {
    entity.relations = times(random(4), () => ({ type: pick(['ownedBy', 'hasPart', 'dependsOn', 'OwnerOf']), targetRef: pick(['group:default/a', 'component:x/' + long(201), 'User:Default/B']) }));
  }
  if (random(4) === 0) entity.status = { items: [{ type: 't', level: 'error', message: 'm' }] };
  if (random(6) === 0) entity.attachments = object(2);
  return entity;
}
/** What syncSearchRows hands to PostgreSQL. */
async function stored(rows) {
  let found;
  const knex = { client: { config: { client: 'pg' } }, raw: async (_, bindings) => { found = bindings; } };
  await syncSearchRows(knex, 'id', rows);
  const [keys, values, originals] = found;
  return keys.map((key, i) => (values[i] === originals[i] ? [key, values[i]] : [key, values[i], originals[i]]));
}
(async () => {
  for (let i = 0; i < 400; i++) {
    const text = JSON.stringify(entity()).replace(/"@@(.*?)@@"/g, '$1');
    let result;
    try {
      result = `"rows":${JSON.stringify(await stored(buildEntitySearch('id', JSON.parse(text))))}`;
    } catch (error) {
      result = `"error":${JSON.stringify(`${error.name}: ${error.message}`)}`;
    }
    process.stdout.write(`{"entity":${text},${result}}\n`);
  }
})();
