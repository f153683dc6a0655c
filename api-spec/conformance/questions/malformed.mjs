// Questions with something wrong in them: a parameter, a type, a cursor, the JSON itself.
import { filter, predicate } from './conditions.mjs';
import { CATALOG, query } from './reads.mjs';

const get = (path, pairs = []) => ({ method: 'GET', path: `${CATALOG}${path}${query(pairs)}` });
const post = (path, body, headers) => ({ method: 'POST', path: `${CATALOG}${path}`, body: typeof body === 'string' ? body : JSON.stringify(body), headers });
const base64 = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');

const READS = ['/entities', '/entities/by-query', '/entity-facets'];
const BODIES = ['/entities/by-query', '/entities/by-refs', '/entity-facets', '/locations/by-query'];
const SCALARS = [null, 1, -1, 1.5, true, 'x', '', [], ['x'], [1], {}, { a: 1 }];

function badParameter(random, words) {
  return random.pick([
    () => get(random.pick(READS), [['facet', 'kind'], ['bogus', '1']]),
    () => get(random.pick(READS), [['filter', '']]),
    () => get('/entities/by-query', [[random.pick(['cursor', 'fields', 'fullTextFilterTerm', 'fullTextFilterFields', 'limit', 'offset', 'orderField', 'totalItems']), '']]),
    () => get('/entities/by-query', [[random.pick(['limit', 'offset']), random.pick(['x', '-1', '1.5', '1e3', ' 5', '5 ', '+5', '0x10', '99999999999999999999', 'NaN', 'true'])]]),
    () => get('/entities', [[random.pick(['limit', 'offset']), random.pick(['x', '-1', '1.5', '0', '1e3', '0x10'])]]),
    () => get('/entities', [['limit', '2'], ['limit', '3']]),
    () => get('/entities/by-query', [['limit', '2'], ['limit', '3']]),
    () => get('/entities/by-query', [['totalItems', random.pick(['yes', 'INCLUDE', 'include,exclude'])]]),
    () => get('/entities/by-query', [['totalItems', 'include'], ['totalItems', 'exclude']]),
    () => get('/entities/by-query', [['orderField', random.pick(['kind,up', 'kind,ASC', 'kind,asc,desc', ',asc', 'kind,', ','])]]),
    () => get('/entities', [['order', random.pick(['kind', 'up:kind', 'asc:', ':kind', 'asc:kind:x', 'ASC:kind', 'desc: kind '])]]),
    () => get(random.pick(READS), [['facet', 'kind'], ['filter', random.pick(['=x', '=', ',', ',,', 'kind=component,=x', '==', 'a==b', ' ', 'kind=,kind', '=,='])]]),
    () => get('/entities', [['fields', random.pick(['spec.x[0]', 'kind,[', ',', ' , ', 'kind,,metadata.name', 'kind,kind'])]]),
    () => get('/entity-facets', random.pick([[], [['facet', '']], [['facet', 'kind'], ['facet', '']], [['facet', ' ']], [['facet', 'kind,spec.type']], [['facets', 'kind']]])),
    () => get('/entities', [['after', random.pick(['x', '%%%', base64('x'), base64('[]'), base64('null'), base64('"a"'), base64({ limit: '2' }), base64({ offset: 'x' }), base64({ limit: -1 }), base64({ limit: 0 }), base64({ offset: -1 }), base64({ limit: 1.5 }), base64({ limit: null })])]]),
    () => ({ method: 'GET', path: `${CATALOG}${random.pick(READS)}?facet=kind&filter=${random.pick(['%', '%zz', '%E0%A4%A', 'kind=a+b', 'kind=a%2Bb', 'kind%3Dcomponent', '%00', 'a&&b', '&', 'filter'])}` }),
    () => get(`/entities/by-name/component/default/${encodeURIComponent(words.ref(random))}`, [['fields', 'kind']]),
    () => get(random.pick(['/locations', '/locations/00000000-0000-0000-0000-000000000000', '/entities/by-uid/x', '/locations/by-entity/a/b/c']), [['x', '1']]),
    () => get('/entities', [[random.pick(['filter[]', 'filter[0]', 'filter[a]', 'Filter', 'FILTER']), 'kind=component']]),
  ])();
}

function badCursor(random) {
  const good = { orderFields: [{ field: 'metadata.name', order: 'asc' }], isPrevious: false, orderFieldValues: ['m', '00000000-0000-0000-0000-000000000000'], totalItems: 3 };
  const cursor = random.pick([
    '%%%',
    'zzz',
    'e30=',
    base64('x'),
    base64('[]'),
    base64('null'),
    base64('1'),
    base64('{"a":'),
    base64({ ...good, isPrevious: 'no' }),
    base64({ ...good, orderFields: 'x' }),
    base64({ ...good, orderFields: [{ field: 'kind', order: 'up' }] }),
    base64({ ...good, orderFields: [{ order: 'asc' }] }),
    base64({ ...good, orderFieldValues: 3 }),
    base64({ ...good, orderFieldValues: [1, 2] }),
    base64({ ...good, query: 'x' }),
    base64({ ...good, query: { kind: { $bogus: 1 } } }),
    base64({ ...good, totalItems: 'many' }),
    base64({ ...good, fullTextFilter: 'x' }),
    base64({ ...good, fullTextFilter: { term: 1 } }),
    base64({ ...good, filter: { key: 'kind', values: ['component'] } }),
    base64({ ...good, filter: { not: { key: 'kind', values: ['component'] } } }),
    base64({ ...good, filter: { anyOf: [{ key: 'kind', values: ['user'] }, { key: 'kind', values: ['group'] }] } }),
    base64({ ...good, filter: { allOf: [{ key: 'kind' }] }, query: { 'spec.type': 'service' } }),
    base64({ ...good, unknown: 1 }),
    base64(good),
    base64({ ...good, isPrevious: true }),
    base64(good).replaceAll('=', ''),
    `${base64(good)}\n`,
    base64({ ...good, orderFields: [] }),
    base64({ ...good, orderFieldValues: ['m'] }),
  ]);
  return random.chance(0.5)
    ? get('/entities/by-query', [['cursor', cursor], ['limit', 5], ['fields', 'kind,metadata.name']])
    : post('/entities/by-query', { cursor, limit: 5, fields: ['kind', 'metadata.name'] });
}

function badBody(random) {
  const path = random.pick(BODIES);
  const fields = { '/entities/by-query': ['cursor', 'limit', 'offset', 'orderBy', 'fullTextFilter', 'fields', 'totalItems', 'query'], '/entities/by-refs': ['entityRefs', 'fields', 'query'], '/entity-facets': ['facets', 'query'], '/locations/by-query': ['cursor', 'limit', 'query'] }[path];
  const valid = { '/entities/by-refs': { entityRefs: ['a'] }, '/entity-facets': { facets: ['kind'] } }[path] ?? {};
  return random.weighted([
    [6, () => post(path, { ...valid, [random.pick(fields)]: random.pick(SCALARS) })],
    [2, () => post(path, { ...valid, [random.pick(fields)]: random.pick(SCALARS), [random.pick(fields)]: random.pick(SCALARS) })],
    [2, () => post(path, { ...valid, bogus: random.pick(SCALARS) })],
    [2, () => post(path, random.pick(['{', '[]', 'null', '1', '"x"', '{"a":1', '{"a":}', "{'a':1}", '', '{"a":1}x', 'nul', '{"query":{"kind":"a"},"query":{"kind":"b"}}', '\ufeff{}', '{"a":"\\ud800"}', '[1,2', '{"a":01}', '{,}', '{"a" 1}', 'tru'])) ],
    [1, () => post(path, '{}', { 'content-type': random.pick(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'application/json;charset=latin1', 'application/vnd.api+json', 'APPLICATION/JSON', 'application/json; x=y', 'multipart/form-data']) })],
    [1, () => ({ method: 'POST', path: CATALOG + path })],
    [1, () => post('/entities/by-query', { orderBy: [random.pick([{}, { field: 'kind' }, { order: 'asc' }, { field: 1, order: 'asc' }, { field: 'kind', order: 'up' }, { field: 'kind', order: 'asc', x: 1 }, 'kind', null, { field: '', order: 'asc' }])] })],
    [1, () => post('/entities/by-query', { fullTextFilter: random.pick([{ term: 1 }, { fields: 'x' }, { fields: [1] }, { term: 'a', x: 1 }, {}, { term: '' }]) })],
    [1, () => post(`${path}?${random.pick(['fields=kind', 'x=1', 'filter=', 'limit=1'])}`, valid)],
  ])();
}

/** A predicate with one thing in it that the grammar does not have. */
function badPredicate(random, words) {
  const odd = random.pick([
    { kind: null },
    { kind: [] },
    { kind: ['a'] },
    { kind: {} },
    { kind: { $bogus: 1 } },
    { kind: { a: 1 } },
    { kind: { $exists: 'yes' } },
    { kind: { $exists: null } },
    { kind: { $in: 'a' } },
    { kind: { $in: [null] } },
    { kind: { $in: [['a']] } },
    { kind: { $in: [{}] } },
    { kind: { $hasPrefix: 1 } },
    { kind: { $hasPrefix: '' } },
    { kind: { $contains: { type: 'x' } } },
    { kind: { $contains: null } },
    { kind: { $contains: ['x'] } },
    { kind: { $exists: true, $in: ['nope'] } },
    { kind: { $in: ['component'], $hasPrefix: 'a' } },
    { kind: { $exists: true, x: 1 } },
    { $all: 'x' },
    { $all: [1] },
    { $all: [null] },
    { $all: [[]] },
    { $all: [], kind: 'x' },
    { $any: {} },
    { $any: ['x'] },
    { $any: [], $all: [] },
    { $not: [] },
    { $not: 'x' },
    { $not: null },
    { $not: {}, kind: 'component' },
    { $bogus: 1 },
    { $exists: true },
    { $in: ['a'] },
    { $contains: 'x' },
    { $hasPrefix: 'x' },
    { relations: { $contains: {} } },
    { relations: { $contains: { type: 1 } } },
    { relations: { $contains: { type: 'ownedBy', x: 1 } } },
    { relations: { $contains: { type: 'ownedBy', targetRef: 1 } } },
    { relations: { $contains: { type: 'ownedBy', targetRef: { $in: [] } } } },
    { relations: { $contains: { type: 'ownedBy', targetRef: { $in: [1] } } } },
    { relations: { $contains: { type: 'ownedBy', TYPE: 'x' } } },
    { relations: { $contains: { type: { $in: ['ownedBy'] } } } },
    { relations: { $contains: { targetRef: 'x' } } },
    { relations: { $contains: { $all: [] } } },
    { relations: { $contains: 'x' } },
    { metadata: { $contains: { type: 'x' } } },
    'x',
    1,
    null,
    true,
    [],
    [{}],
    '',
    { '': 'x' },
    { '': { $exists: true } },
  ]);
  const whole = odd !== null && typeof odd === 'object' && random.chance(0.4) ? random.pick([{ $all: [predicate(random, words, 1), odd] }, { $any: [odd] }, { $not: odd }]) : odd;
  const path = random.pick(BODIES.slice(0, 3));
  return post(path, { ...(path === '/entity-facets' ? { facets: ['kind'] } : path === '/entities/by-refs' ? { entityRefs: [words.ref(random).toLowerCase()] } : { fields: ['metadata.name'] }), query: whole });
}

function badLocationQuery(random, words) {
  return post('/locations/by-query', random.pick([
    { limit: random.pick([0, -1, 1.5, 'x', null]) },
    { cursor: random.pick(['', 'zzz', 'e30=', base64('x'), base64({ limit: 1 }), base64({ limit: 1, afterId: 'x' }), base64({ limit: 0, afterId: words.locations[0].id }), base64({ limit: 1, afterId: 1 }), base64({ limit: 1, afterId: words.locations[0].id, query: 1 })]) },
    { query: random.pick([{ nope: 1 }, { type: null }, { type: {} }, { type: { $bogus: 1 } }, [], 'x', 1, null, { $all: 'x' }, { $all: [] }, { type: { $exists: 'x' } }, { $not: { nope: 'x' } }, { type: ['url'] }, { type: 'url', $all: [] }, { id: 'x' }, { id: { $in: ['x'] } }, { type: { $in: [1] } }, { target: 1 }]) },
  ]));
}

function badRoute(random, words) {
  const [kind, rest] = words.ref(random).split(':');
  return random.pick([
    () => get('/nope'),
    () => get(`/entities/by-name/${kind}`),
    () => get(`/entities/by-name/${kind}/${rest}/ancestry/x`),
    () => get('/entities/'),
    () => get('/Entities', [['limit', 1]]),
    () => ({ method: random.pick(['PUT', 'PATCH', 'DELETE']), path: `${CATALOG}/entities` }),
    () => ({ method: 'POST', path: `${CATALOG}/entities`, body: '{}' }),
    () => ({ method: 'GET', path: `${CATALOG}/entities/by-refs` }),
    () => get('/entities/by-name/component/default/%E0%A4%A'),
    () => get('/entities/by-name/%zz/default/x'),
    () => get('/entities/by-name/component//x'),
    () => get('//entities'),
    () => get('/entities/by-uid/'),
    () => get('/locations/', []),
    () => ({ method: 'HEAD', path: `${CATALOG}/entities?limit=1` }),
    () => ({ method: 'HEAD', path: `${CATALOG}/entity-facets?facet=kind` }),
    () => ({ method: 'HEAD', path: `${CATALOG}/entities/by-query?limit=2` }),
    () => ({ method: 'OPTIONS', path: `${CATALOG}/entities` }),
    () => ({ ...get('/entities'), auth: false }),
    () => ({ ...get('/entities'), headers: { authorization: random.pick(['Bearer', 'Bearer ', 'Bearer x', 'bearer nope.nope.nope', 'Basic eDp5', 'Token x', '', 'Bearer a b']) } }),
    () => ({ ...get('/nope'), auth: false }),
    () => ({ ...get('/entities?filter='), auth: false }),
    () => ({ method: 'GET', path: '/api/nope' }),
    () => ({ method: 'GET', path: '/api/catalog' }),
    () => ({ ...get('/entities', [['limit', 1]]), headers: { 'content-type': 'application/json' } }),
    () => ({ ...get('/entities', [['limit', 1]]), headers: { origin: random.pick(['http://localhost:3000', 'http://evil.example']) } }),
    () => ({ method: 'OPTIONS', path: `${CATALOG}/entities`, auth: false, headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } }),
    () => get('/entities', [['filter', filter(random, words) || 'kind'], ['filter', '=x']]),
  ])();
}

/** Any of them. */
export function malformed(random, words) {
  return random.weighted([[5, badParameter], [3, badCursor], [4, badBody], [5, badPredicate], [2, badLocationQuery], [2, badRoute]])(random, words);
}
