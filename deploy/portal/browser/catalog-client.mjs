// Every read of @backstage/catalog-client on the example organisation, compared with the files it comes from.
//   node catalog-client.mjs --base http://localhost:7007
import assert from 'node:assert/strict';
import { CATALOG_FILTER_EXISTS, CatalogClient } from '@backstage/catalog-client';
import { complete, readExample, refOf, relationsOf } from './lib/example.mjs';
import { guestToken, options } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const { base } = options({ base: 'http://localhost:7007', quick: false });
const steps = new Steps();
const client = new CatalogClient({ discoveryApi: { getBaseUrl: async plugin => `${base}/api/${plugin}` } });
const as = { token: await guestToken(base) };

const example = await readExample();
const ofKind = kind => [...example.values()].filter(entity => entity.kind === kind);
const names = entities => entities.map(entity => entity.metadata.name);
const refs = entities => entities.map(refOf).sort();
/** The service may give a list of references in another order than the file (Backstage sorts them). */
const unordered = spec =>
  JSON.parse(JSON.stringify(spec, (_, value) => (Array.isArray(value) && typeof value[0] === 'string' ? [...value].sort() : value)));
const inOrder = values => [...values].sort();
const originKey = 'metadata.annotations.backstage.io/managed-by-origin-location';

// Only what comes with the example is compared: services that somebody created on the way are in the catalog too.
const domain = await client.getEntityByRef('domain:default/shopping', as);
const origin = domain?.metadata.annotations['backstage.io/managed-by-origin-location'];
const fromExample = more => ({ [originKey]: origin, ...more });
const withoutRegistration = entities => entities.filter(({ metadata }) => !metadata.name.startsWith('generated-'));

const error = (name, status) => failure => {
  assert.equal(failure.name, 'ResponseError', `expected a ResponseError, found ${failure}`);
  assert.equal(failure.response.status, status);
  assert.equal(failure.cause.name, name);
  return true;
};

async function everyEntity() {
  const { items } = await client.getEntities({ filter: fromExample() }, as);
  const found = withoutRegistration(items);
  assert.deepEqual(refs(found), refs([...example.values()]));
  for (const entity of found) {
    const { kind, apiVersion, spec, metadata } = example.get(refOf(entity));
    assert.deepEqual([entity.kind, entity.apiVersion], [kind, apiVersion]);
    assert.deepEqual(unordered(entity.spec), unordered(spec), `spec of ${refOf(entity)}`);
    for (const key of ['name', 'title', 'description', 'tags', 'labels', 'links']) {
      assert.deepEqual(entity.metadata[key], metadata[key], `metadata.${key} of ${refOf(entity)}`);
    }
    for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
      assert.equal(entity.metadata.annotations[key], value, `annotation ${key} of ${refOf(entity)}`);
    }
    assert.match(entity.metadata.uid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.ok(entity.metadata.etag, `etag of ${refOf(entity)}`);
  }
}

async function everyRelation() {
  const { items } = await client.getEntities({ fields: ['kind', 'metadata', 'relations'] }, as);
  const found = new Set(
    items.flatMap(entity => (entity.relations ?? []).map(({ type, targetRef }) => `${refOf(entity)} ${type} ${targetRef}`)),
  );
  const expected = [...example.values()].flatMap(relationsOf).filter(relation => example.has(relation.split(' ')[0]));
  assert.ok(expected.length > 200, `expected some hundred relations in the files, found ${expected.length}`);
  assert.deepEqual(expected.filter(relation => !found.has(relation)), []);
}

async function filters() {
  const list = async filter => refs((await client.getEntities({ filter, fields: ['kind', 'metadata'] }, as)).items);
  const where = test => refs([...example.values()].filter(test));

  assert.deepEqual(
    await list(fromExample({ kind: 'component', 'spec.type': ['website', 'library'] })),
    where(({ kind, spec }) => kind === 'Component' && ['website', 'library'].includes(spec.type)),
  );
  assert.deepEqual(
    await list([fromExample({ kind: 'api', 'spec.type': 'graphql' }), fromExample({ kind: 'system' })]),
    where(({ kind, spec }) => kind === 'System' || (kind === 'API' && spec.type === 'graphql')),
  );
  assert.deepEqual(
    await list(fromExample({ 'spec.subcomponentOf': CATALOG_FILTER_EXISTS })),
    where(({ spec }) => spec.subcomponentOf !== undefined),
  );
  assert.deepEqual(
    await list(fromExample({ 'metadata.tags': 'JAVA' })),
    where(({ metadata }) => metadata.tags?.includes('java')),
  );
  assert.deepEqual(
    await list(fromExample({ kind: 'component', 'relations.ownedBy': 'group:default/team-orders' })),
    where(({ kind, spec }) => kind === 'Component' && spec.owner === 'team-orders'),
  );
  assert.deepEqual(await list({ kind: 'component', 'metadata.name': 'no-such-thing' }), []);
}

async function fieldsAndPages() {
  const byName = inOrder(names(ofKind('Component')));
  const request = { filter: fromExample({ kind: 'component' }), order: { field: 'metadata.name', order: 'asc' } };
  const { items } = await client.getEntities({ ...request, offset: 3, limit: 4, fields: ['metadata.name', 'spec.type'] }, as);
  assert.deepEqual(names(items), byName.slice(3, 7));
  for (const item of items) {
    assert.deepEqual(Object.keys(item).sort(), ['metadata', 'spec']);
    assert.deepEqual(Object.keys(item.metadata), ['name']);
    assert.equal(item.spec.type, example.get(`component:default/${item.metadata.name}`).spec.type);
  }
  const last = { ...request, order: { field: 'metadata.name', order: 'desc' }, limit: 2 };
  assert.deepEqual(names((await client.getEntities(last, as)).items), byName.reverse().slice(0, 2));
}

async function byRefs() {
  const wanted = ['component:default/cart', 'group:default/nobody', 'api:platform/platform-contract-v1', 'Component:default/CART'];
  const { items } = await client.getEntitiesByRefs({ entityRefs: wanted, fields: ['kind', 'metadata.name'] }, as);
  assert.deepEqual(
    items.map(item => item && `${item.kind} ${item.metadata.name}`),
    ['Component cart', undefined, 'API platform-contract-v1', undefined],
  );
  const filtered = await client.getEntitiesByRefs(
    { entityRefs: ['component:default/cart', 'system:default/ordering'], filter: { kind: 'system' } },
    as,
  );
  assert.deepEqual(filtered.items.map(item => item?.metadata.name), [undefined, 'ordering']);
  const all = [...example.keys()];
  const many = await client.getEntitiesByRefs({ entityRefs: all }, as);
  assert.deepEqual(many.items.map(refOf), all);
}

async function byRef() {
  const byText = await client.getEntityByRef('component:default/cart', as);
  const byParts = await client.getEntityByRef({ kind: 'Component', namespace: 'default', name: 'cart' }, as);
  const byName = await client.getEntityByName({ kind: 'component', namespace: 'DEFAULT', name: 'Cart' }, as);
  assert.equal(byText.spec.owner, 'team-orders');
  assert.deepEqual(byParts, byText);
  assert.deepEqual(byName, byText);
  assert.equal(await client.getEntityByRef('component:default/no-such-thing', as), undefined);
}

async function ancestors() {
  const { rootEntityRef, items } = await client.getEntityAncestors({ entityRef: 'component:default/cart' }, as);
  assert.equal(rootEntityRef, 'component:default/cart');
  const parents = new Map(items.map(({ entity, parentEntityRefs }) => [refOf(entity), parentEntityRefs]));
  assert.deepEqual(parents.get('component:default/cart'), ['location:default/fernwick']);
  const [registration] = parents.get('location:default/fernwick');
  assert.match(registration, /^location:default\/generated-[0-9a-f]{40}$/);
  assert.deepEqual(parents.get(registration), []);
  await assert.rejects(
    client.getEntityAncestors({ entityRef: 'component:default/no-such-thing' }, as),
    error('NotFoundError', 404),
  );
}

/** How often each value is there. */
function count(values) {
  const counted = {};
  values.forEach(value => (counted[value] = (counted[value] ?? 0) + 1));
  return counted;
}

const counts = facet => Object.fromEntries(facet.map(({ value, count: n }) => [value, n]));

async function facets() {
  const { facets: all } = await client.getEntityFacets({ filter: fromExample(), facets: ['kind', 'metadata.tags', 'nope'] }, as);
  const { Location, ...kinds } = counts(all.kind);
  const { Location: _, ...expected } = count([...example.values()].map(({ kind }) => kind));
  assert.ok(Location >= 1, `expected the example's Location, found ${Location}`);
  assert.deepEqual(kinds, expected);
  assert.deepEqual(counts(all['metadata.tags']), count([...example.values()].flatMap(({ metadata }) => metadata.tags ?? [])));
  assert.deepEqual(all.nope, []);

  const { facets: some } = await client.getEntityFacets(
    { filter: fromExample({ kind: 'component' }), facets: ['spec.type', 'relations.ownedBy'] },
    as,
  );
  assert.deepEqual(counts(some['spec.type']), count(ofKind('Component').map(({ spec }) => spec.type)));
  assert.deepEqual(
    counts(some['relations.ownedBy']),
    count(ofKind('Component').map(({ spec }) => complete(spec.owner, 'group', 'default'))),
  );
}

async function cursors() {
  const expected = inOrder(names(ofKind('Component')));
  const pages = [];
  let page = await client.queryEntities(
    {
      filter: fromExample({ kind: 'component' }),
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: 7,
      fields: ['metadata.name'],
    },
    as,
  );
  assert.equal(page.pageInfo.prevCursor, undefined);
  for (;;) {
    assert.equal(page.totalItems, expected.length);
    pages.push(names(page.items));
    if (!page.pageInfo.nextCursor) {
      break;
    }
    page = await client.queryEntities({ cursor: page.pageInfo.nextCursor, limit: 7, fields: ['metadata.name'] }, as);
  }
  assert.deepEqual(pages.flat(), expected);
  assert.deepEqual(pages.map(({ length }) => length), Array.from({ length: Math.ceil(expected.length / 7) }, (_, i) => Math.min(7, expected.length - 7 * i)));

  for (let i = pages.length - 2; i >= 0; i--) {
    page = await client.queryEntities({ cursor: page.pageInfo.prevCursor, limit: 7, fields: ['metadata.name'] }, as);
    assert.deepEqual(names(page.items), pages[i], `page ${i} on the way back`);
  }
  assert.equal(page.pageInfo.prevCursor, undefined);
  assert.ok(page.pageInfo.nextCursor);
  await assert.rejects(client.queryEntities({ cursor: 'no-cursor' }, as), error('InputError', 400));
}

async function fullText() {
  const { items, totalItems } = await client.queryEntities(
    {
      filter: fromExample({ kind: ['component', 'api'] }),
      fullTextFilter: { term: ' ORDER ', fields: ['metadata.name', 'metadata.title'] },
      orderFields: [{ field: 'metadata.name', order: 'desc' }],
    },
    as,
  );
  const expected = [...ofKind('Component'), ...ofKind('API')].filter(({ metadata }) =>
    [metadata.name, metadata.title ?? ''].some(text => text.toLowerCase().includes('order')),
  );
  assert.ok(expected.length > 3);
  assert.deepEqual(names(items), inOrder(names(expected)).reverse());
  assert.equal(totalItems, expected.length);

  const uncounted = await client.queryEntities({ filter: fromExample({ kind: 'system' }), totalItems: 'exclude' }, as);
  assert.equal(uncounted.totalItems, 0);
  assert.deepEqual(refs(uncounted.items), refs(ofKind('System')));
  const none = await client.queryEntities({ filter: fromExample({ kind: 'system' }), limit: 0 }, as);
  assert.deepEqual([none.items, none.totalItems], [[], ofKind('System').length]);
}

async function predicates() {
  const query = {
    $all: [
      { kind: 'component', [originKey]: origin },
      { $any: [{ 'spec.type': { $in: ['website'] } }, { 'metadata.name': { $hasPrefix: 'order' } }] },
      { $not: { 'spec.subcomponentOf': { $exists: true } } },
    ],
  };
  const expected = refs(
    ofKind('Component').filter(
      ({ metadata, spec }) => (spec.type === 'website' || metadata.name.startsWith('order')) && !spec.subcomponentOf,
    ),
  );
  const first = await client.queryEntities({ query, limit: 2 }, as);
  assert.equal(first.totalItems, expected.length);
  const rest = await client.queryEntities({ cursor: first.pageInfo.nextCursor, limit: 100 }, as);
  assert.deepEqual(refs([...first.items, ...rest.items]), expected);

  const { facets: kinds } = await client.getEntityFacets({ query, facets: ['kind'] }, as);
  assert.deepEqual(counts(kinds.kind), { Component: expected.length });
  const found = await client.getEntitiesByRefs(
    { entityRefs: ['component:default/cart', 'component:default/storefront-web'], query: { 'spec.type': 'website' } },
    as,
  );
  assert.deepEqual(found.items.map(item => item?.metadata.name), [undefined, 'storefront-web']);
}

async function stream() {
  const pages = [];
  const request = { filter: fromExample(), pageSize: 25, fields: ['kind', 'metadata'] };
  for await (const page of client.streamEntities(request, as)) {
    assert.ok(page.length <= 25);
    pages.push(page);
  }
  assert.ok(pages.length > 3, `expected several pages, found ${pages.length}`);
  assert.deepEqual(refs(withoutRegistration(pages.flat())), refs([...example.values()]));
}

async function locations() {
  const { items } = await client.getLocations({}, as);
  assert.ok(items.length > 0, 'expected the location that main-job.mjs registers; run that first');
  for (const location of items) {
    assert.match(location.entityRef, /^location:default\/generated-[0-9a-f]{40}$/);
    assert.deepEqual(await client.getLocationById(location.id, as), location);
    assert.deepEqual(await client.getLocationByRef(`${location.type}:${location.target}`, as), location);
  }
  assert.equal(await client.getLocationById('00000000-0000-4000-8000-000000000000', as), undefined);
  assert.equal(await client.getLocationByRef('url:http://localhost/none', as), undefined);

  const [location] = items;
  const { items: brought } = await client.getEntities(
    { filter: { kind: 'component', [originKey]: `${location.type}:${location.target}` } },
    as,
  );
  assert.equal(brought.length, 1, `expected one component from ${location.target}`);
  assert.deepEqual(await client.getLocationByEntity(refOf(brought[0]), as), location);
  assert.deepEqual(await client.getLocationByEntity({ kind: 'Component', namespace: 'default', name: brought[0].metadata.name }, as), location);
  assert.equal(await client.getLocationByEntity('component:default/cart', as), undefined);
}

async function locationQueries() {
  const { items } = await client.getLocations({}, as);
  const byId = list => list.map(({ id }) => id).sort();
  const first = await client.queryLocations({ limit: 1 }, as);
  assert.equal(first.totalItems, items.length);
  assert.equal(first.items.length, 1);
  assert.deepEqual(items.find(({ id }) => id === first.items[0].id), first.items[0]);

  const one = await client.queryLocations({ query: { target: items[0].target } }, as);
  assert.deepEqual(one.items, [items[0]]);
  assert.deepEqual((await client.queryLocations({ query: { target: 'http://localhost/none' } }, as)).items, []);

  const streamed = [];
  for await (const page of client.streamLocations({}, as)) {
    streamed.push(...page);
  }
  assert.deepEqual(byId(streamed), byId(items));
}

async function registration() {
  const { items } = await client.getLocations({}, as);
  const { type, target } = items[0];
  const { exists, entities, location } = await client.addLocation({ type, target, dryRun: true }, as);
  assert.equal(exists, true);
  assert.equal(location.target, target);
  assert.ok(entities.some(({ kind }) => kind === 'Component'), 'expected the component among the entities of a dry run');
  await assert.rejects(client.addLocation({ type, target }, as), error('ConflictError', 409));
  assert.deepEqual((await client.getLocations({}, as)).items.length, items.length);
}

async function refresh() {
  const before = await client.getEntityByRef('component:default/cart', as);
  await client.refreshEntity('component:default/cart', as);
  const after = await client.getEntityByRef('component:default/cart', as);
  assert.deepEqual(after, before);
}

async function validate() {
  const { relations, status, ...cart } = await client.getEntityByRef('component:default/cart', as);
  const location = 'url:http://localhost/catalog-info.yaml';
  assert.deepEqual(await client.validateEntity(cart, location, as), { valid: true });

  const { owner, ...spec } = cart.spec;
  const verdict = await client.validateEntity({ ...cart, spec }, location, as);
  assert.equal(verdict.valid, false);
  assert.match(verdict.errors.map(({ message }) => message).join(), /owner/);
}

async function analyze() {
  const { items } = await client.getLocations({}, as);
  const { type, target } = items[0];
  const analysis = await client.analyzeLocation({ location: { type, target } }, as);
  assert.ok(Array.isArray(analysis.existingEntityFiles));
  assert.ok(Array.isArray(analysis.generateEntities));
  assert.ok(analysis.existingEntityFiles.length + analysis.generateEntities.length > 0, 'expected what is or what could be there');
  for (const { entity } of [...analysis.existingEntityFiles, ...analysis.generateEntities]) {
    assert.equal(entity.kind, 'Component');
  }
}

async function strangers() {
  await assert.rejects(client.getEntities({}), error('AuthenticationError', 401));
  await assert.rejects(client.getEntities({}, { token: 'not-a-token' }), error('AuthenticationError', 401));
}

console.log(`@backstage/catalog-client on ${base}: ${example.size} entities in the example's files`);
await steps.step('getEntities gives every entity of the files as it is written there', everyEntity);
await steps.step('getEntities gives every relation of the files, both ways', everyRelation);
await steps.step('getEntities filters', filters);
await steps.step('getEntities orders, pages and cuts fields', fieldsAndPages);
await steps.step('getEntitiesByRefs keeps the order of the question', byRefs);
await steps.step('getEntityByRef and getEntityByName', byRef);
await steps.step('getEntityAncestors', ancestors);
await steps.step('getEntityFacets counts', facets);
await steps.step('queryEntities walks there and back by cursor', cursors);
await steps.step('queryEntities searches text and counts', fullText);
await steps.step('queryEntities, getEntityFacets and getEntitiesByRefs take predicates', predicates);
await steps.step('streamEntities', stream);
await steps.step('getLocations, getLocationById, getLocationByRef, getLocationByEntity', locations);
await steps.step('queryLocations and streamLocations', locationQueries);
await steps.step('addLocation tries without adding, and refuses what is there', registration);
await steps.step('refreshEntity leaves an unchanged entity as it is', refresh);
await steps.step('validateEntity', validate);
await steps.step('analyzeLocation', analyze);
await steps.step('nobody gets anything without a token', strangers);
steps.close();
