// Records what Backstage's module for $openapi and $asyncapi makes of specifications made here from a fixed seed.
//
//     node record-bundles.mjs <bundle.cjs.js of @backstage/plugin-catalog-backend-module-openapi> > bundles.jsonl
//
// One line per specification: {"files":{path: tree,…},"bundle":tree} or {"files":…,"error":true}. The first file is the root.
import { createRequire } from 'node:module';
import path from 'node:path';
const require = createRequire(path.resolve(process.argv[2]));
const { bundleFileWithRefs } = require(path.resolve(process.argv[2]));
const yaml = require('yaml');

let seed = 20260202;
const random = n => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * n);
};
const pick = list => list[random(list.length)];

const NAMES = ['Pet', 'a/b', 'c~d'];
const FILES = ['schemas/pet.yaml', 'common.yaml', 'paths/p.yaml'];
const relative = (from, to) => {
  const text = path.posix.relative(path.posix.dirname(from), to);
  return text.startsWith('.') ? text : './' + text;
};
const escape = name => name.replace(/~/g, '~0').replace(/\//g, '~1');
const pointer = () => pick(['', '#/components/schemas/' + escape(pick(NAMES)), '#/properties/p', '#/definitions/' + pick(['One', 'Two'])]);

function schema(file, depth) {
  const kind = random(8);
  if (kind < 3 && depth < 2) {
    const own = random(5) === 0 ? '' : relative(file, pick(FILES));
    const reference = own + (own ? pointer() : '#/components/schemas/' + pick(NAMES).replace(/~/g, '~0').replace(/\//g, '~1'));
    return random(6) === 0 ? { $ref: reference, description: 'more ' + random(9) } : { $ref: reference };
  }
  if (kind < 6 && depth < 2) {
    return { type: 'object', properties: Object.fromEntries(Array.from({ length: 1 + random(3) }, () => [pick(['p', 'q', 'long name', '200', '7']), schema(file, depth + 1)])) };
  }
  if (kind === 6 && depth < 2) return { oneOf: Array.from({ length: 1 + random(2) }, () => schema(file, depth + 1)) };
  return { type: pick(['string', 'integer']), example: random(100) };
}
const schemas = file => Object.fromEntries(NAMES.map(name => [name, schema(file, 0)]));
const filled = (file, tree) => ({ ...tree, properties: { p: schema(file, 1) }, definitions: { One: schema(file, 1), Two: schema(file, 1) }, components: { schemas: schemas(file) } });

function specification(i) {
  const root = i % 4 === 3
    ? { asyncapi: '3.0.0', channels: { c: { servers: [{ $ref: '#/servers/s' }], messages: { m: schema('api.yaml', 0) } } }, servers: { s: { host: 'h' } },
        operations: { o: { action: 'send', channel: { $ref: '#/channels/c' }, messages: [{ $ref: '#/channels/c/messages/m' }] } } }
    : { openapi: '3.0.3', paths: { '/pets': { get: { responses: { 200: { content: { 'application/json': { schema: schema('api.yaml', 0) } } }, default: schema('api.yaml', 0) } } } } };
  if (random(3)) root.components = { schemas: schemas('api.yaml') };
  if (root.components === undefined || random(2)) root.components = { ...root.components, schemas: { ...schemas('api.yaml') } };
  const files = { 'api.yaml': root };
  for (const file of FILES) files[file] = filled(file, { title: file });
  return files;
}
const BASE = 'https://specs.test/repo/';
for (let i = 0; i < 120; i++) {
  const files = specification(i);
  let result;
  try {
    const read = async url => {
      const file = url.slice(BASE.length);
      if (!(file in files)) throw new Error('no file ' + url);
      return Buffer.from(yaml.stringify(files[file], { aliasDuplicateObjects: false }));
    };
    const text = await bundleFileWithRefs(JSON.stringify(files['api.yaml']), BASE + 'api.yaml', read, (url, base) => new URL(url, base).toString());
    result = `"bundle":${JSON.stringify(yaml.parse(text, { maxAliasCount: -1 }))}`;
  } catch (error) {
    result = `"error":true`;
  }
  process.stdout.write(`{"files":${JSON.stringify(files)},${result}}\n`);
}
