// Well-formed questions, one function a route. Each gives a request, or a walk: a first request whose cursors are followed.
import { direction, filters, predicate, projection, term } from './conditions.mjs';

export const CATALOG = '/api/catalog';

/** A query string from `[[name, value], …]`. */
export function query(pairs) {
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return text ? `?${text}` : '';
}

const get = (path, pairs = []) => ({ method: 'GET', path: `${CATALOG}${path}${query(pairs)}` });
const post = (path, body, pairs = []) => ({ method: 'POST', path: `${CATALOG}${path}${query(pairs)}`, body: JSON.stringify(body) });
const maybe = (random, probability, give) => (random.chance(probability) ? give() : []);

export function list(random, words) {
  return get('/entities', [
    ...filters(random, words).map(text => ['filter', text]),
    ...maybe(random, 0.4, () => [['order', `${direction(random)}:${words.key(random)}`]]),
    ...maybe(random, 0.15, () => [['order', `${direction(random)}:${words.key(random)}`]]),
    ...maybe(random, 0.5, () => [['fields', projection(random, words).join(',')]]),
    ...maybe(random, 0.5, () => [['limit', 1 + random.below(12)]]),
    ...maybe(random, 0.3, () => [['offset', random.below(15)]]),
    ...maybe(random, 0.15, () => [['after', Buffer.from(JSON.stringify(random.pick([{ limit: 3 }, { offset: 2 }, { limit: 4, offset: 5 }, {}]))).toString('base64')]]),
  ]);
}

function fullTextPairs(random, words) {
  const key = words.key(random);
  return [['fullTextFilterTerm', term(random, words, key) || 'a'], ...maybe(random, 0.7, () => [['fullTextFilterFields', [key.replaceAll(',', ''), ...maybe(random, 0.3, () => [words.key(random)])].join(',')]])];
}

/** What the parameters of a page by GET are made of, limit and fields apart. */
function listing(random, words) {
  return [
    ...filters(random, words).map(text => ['filter', text]),
    ...maybe(random, 0.6, () => [['orderField', `${words.key(random)},${direction(random)}`]]),
    ...maybe(random, 0.1, () => [['orderField', `${words.key(random)},${direction(random)}`]]),
    ...maybe(random, 0.2, () => fullTextPairs(random, words)),
    ...maybe(random, 0.2, () => [['totalItems', random.pick(['include', 'exclude'])]]),
    ...maybe(random, 0.2, () => [['offset', random.below(10)]]),
  ];
}

export function pageByGet(random, words) {
  return get('/entities/by-query', [
    ...listing(random, words),
    ...maybe(random, 0.7, () => [['limit', random.below(15)]]),
    ...maybe(random, 0.5, () => [['fields', projection(random, words).join(',')]]),
  ]);
}

function listingBody(random, words) {
  const key = words.key(random);
  return {
    ...(random.chance(0.75) ? { query: predicate(random, words) } : {}),
    ...(random.chance(0.5) ? { orderBy: Array.from({ length: random.weighted([[8, 1], [1, 2], [1, 0]]) }, () => ({ field: words.key(random), order: direction(random) })) } : {}),
    ...(random.chance(0.2) ? { fullTextFilter: { term: term(random, words, key), ...(random.chance(0.7) ? { fields: [key] } : {}) } } : {}),
    ...(random.chance(0.2) ? { totalItems: random.pick(['include', 'exclude']) } : {}),
    ...(random.chance(0.2) ? { offset: random.below(10) } : {}),
  };
}

export function pageByPost(random, words) {
  return post('/entities/by-query', {
    ...listingBody(random, words),
    ...(random.chance(0.7) ? { limit: random.below(15) } : {}),
    ...(random.chance(0.4) ? { fields: projection(random, words) } : {}),
  });
}

/** Goes through all pages and back again; each page is asked for by GET or by POST, as it comes. */
export function walk(random, words) {
  const limit = 3 + random.below(30);
  const first = random.chance(0.5)
    ? get('/entities/by-query', [...listing(random, words), ['limit', limit], ['fields', 'kind,metadata.name,metadata.uid']])
    : post('/entities/by-query', { ...listingBody(random, words), limit, fields: ['kind', 'metadata.name', 'metadata.uid'] });
  return { ...first, walk: { limit, random } };
}

export function facets(random, words) {
  const names = Array.from({ length: 1 + random.below(3) }, () => words.key(random)).filter(key => key.trim() !== '');
  return random.chance(0.5)
    ? get('/entity-facets', [...names.map(name => ['facet', name]), ...filters(random, words).map(text => ['filter', text])])
    : post('/entity-facets', { facets: names, ...(random.chance(0.7) ? { query: predicate(random, words) } : {}) });
}

export function byRefs(random, words) {
  const ref = () => random.weighted([[6, () => words.ref(random).toLowerCase()], [2, () => words.ref(random)], [1, () => 'component:default/nope'], [0.5, () => 'garbage'], [0.5, () => '']])();
  return post(
    '/entities/by-refs',
    {
      entityRefs: Array.from({ length: random.below(8) }, ref),
      ...(random.chance(0.5) ? { fields: random.weighted([[5, projection(random, words)], [1, []]]) } : {}),
      ...(random.chance(0.3) ? { query: predicate(random, words) } : {}),
    },
    random.chance(0.3) ? filters(random, words).map(text => ['filter', text]) : [],
  );
}

const segments = ref => ref.split(/[:/]/).map(encodeURIComponent).join('/');

export function oneEntity(random, words) {
  const ref = random.weighted([[6, words.ref(random)], [2, words.ref(random).toLowerCase()], [1, 'component:default/nope'], [1, 'Nope:x/Y']]);
  const uid = random.weighted([[5, random.pick(words.entities).metadata.uid], [1, random.pick(words.entities).metadata.uid.toUpperCase()], [1, '00000000-0000-0000-0000-000000000000'], [1, 'no-uid']]);
  return random.weighted([
    [4, () => get(`/entities/by-name/${segments(ref)}`)],
    [2, () => get(`/entities/by-name/${segments(ref)}/ancestry`)],
    [3, () => get(`/entities/by-uid/${uid}`)],
    [2, () => get(`/locations/by-entity/${segments(ref)}`)],
    [0.5, () => ({ ...get(`/entities/by-name/${segments(ref)}`), method: 'HEAD' })],
  ])();
}

function locationValue(random, words, key) {
  const location = random.pick(words.locations);
  return random.weighted([[5, location[key] ?? 'x'], [1, (location[key] ?? 'x').toUpperCase()], [1, 'nope']]);
}

function locationPredicate(random, words, depth = 2) {
  const key = random.pick(['type', 'target', 'entityRef', 'TYPE']);
  const value = () => locationValue(random, words, key === 'TYPE' ? 'type' : key);
  const condition = random.weighted([[4, value], [1, () => ({ $exists: random.chance(0.5) })], [2, () => ({ $in: Array.from({ length: random.below(3) }, value) })], [2, () => ({ $hasPrefix: value().slice(0, 24) })], [1, () => ({ $contains: value() })]])();
  const inner = () => locationPredicate(random, words, depth - 1);
  return random.weighted([
    [4, () => ({ [key]: condition })],
    [1, () => ({ id: random.pick(words.locations).id })],
    ...(depth > 0 ? [[1, () => ({ $all: Array.from({ length: random.below(3) }, inner) })], [1, () => ({ $any: Array.from({ length: random.below(3) }, inner) })], [1, () => ({ $not: inner() })]] : []),
  ])();
}

export function locations(random, words) {
  return random.weighted([
    [1, () => ({ ...get('/locations'), anyOrder: true })],
    [2, () => get(`/locations/${random.pick([...words.locations.map(({ id }) => id), '00000000-0000-0000-0000-000000000000'])}`)],
    [3, () => post('/locations/by-query', { ...(random.chance(0.8) ? { query: locationPredicate(random, words) } : {}), ...(random.chance(0.5) ? { limit: 1 + random.below(5) } : {}) })],
    [1, () => ({ ...post('/locations/by-query', { limit: 1 + random.below(2), ...(random.chance(0.3) ? { query: locationPredicate(random, words) } : {}) }), walk: { onlyCursor: true, random } })],
  ])();
}
