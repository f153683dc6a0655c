import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { createRequire } from 'node:module';
import { Descriptors } from '../lib/descriptors.mjs';
import { Organisation } from '../lib/organisation.mjs';

const yaml = createRequire(new URL('../../../api-spec/conformance/package.json', import.meta.url))('yaml');

const ref = ({ kind, metadata }) => `${kind}:${metadata.name}`.toLowerCase();

test('gives the same entity for the same seed, in whatever order they are asked for', () => {
  const [first, second] = [new Organisation(1000, 7), new Organisation(1000, 7)];
  first.entity(500);
  assert.deepEqual(first.entity(3), second.entity(3));
  assert.notDeepEqual(first.entity(3), new Organisation(1000, 8).entity(3));
});

test('describes each entity once', () => {
  const organisation = new Organisation(3001, 1);
  const refs = new Set(Array.from({ length: 3001 }, (_, number) => ref(organisation.entity(number))));
  assert.equal(refs.size, 3001);
});

test('describes others where another organisation has a prefix', () => {
  const [first, second] = [new Organisation(500, 1), new Organisation(500, 2, 'more-')];
  const refs = [first, second].flatMap(organisation => Array.from({ length: 500 }, (_, number) => ref(organisation.entity(number))));
  assert.equal(new Set(refs).size, 1000);
});

test('says beforehand what a catalog must hold in the end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'buildrun-bench-test-'));
  try {
    const expected = new Descriptors(folder).write(new Organisation(1200, 1));
    const entities = readdirSync(folder)
      .filter(file => file.startsWith('entities-'))
      .flatMap(file => yaml.parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(document => document.toJS()));
    const owned = new Set(entities.filter(({ spec }) => spec.owner).map(entity => `${ref(entity)} ${entity.spec.owner}`));
    const depends = new Set(entities.flatMap(entity => (entity.spec.dependsOn ?? []).map(other => `${ref(entity)} ${other}`)));
    assert.equal(entities.length, 1200);
    assert.equal(entities.filter(({ kind }) => kind === 'Component').length, expected.kinds.Component);
    assert.equal(owned.size, expected.relations.ownedBy);
    assert.equal(depends.size, expected.relations.dependencyOf);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('refers only to what there is', () => {
  const organisation = new Organisation(800, 3);
  const entities = Array.from({ length: 800 }, (_, number) => organisation.entity(number));
  const refs = new Set(entities.map(ref));
  const named = entities.flatMap(({ spec }) => [...(spec.consumesApis ?? []).map(name => `api:${name}`), ...(spec.system ? [`system:${spec.system}`] : []), ...(spec.memberOf ?? []).map(name => `group:${name}`)]);
  assert.deepEqual(named.filter(name => !refs.has(name)), []);
});
