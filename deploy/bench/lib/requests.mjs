// What is asked: a list of requests for each row of the table, made from a seed, the same for both backends.
import { Random } from '../../../api-spec/conformance/lib/random.mjs';
import { AREAS, COMPONENT_TYPES, LIFECYCLES } from './organisation.mjs';

const API = '/api/catalog';
const PAGE = 20;
const NAMES = 2000;
const BATCHES = 100;
const BATCH = 50;

const get = path => ({ method: 'GET', path: API + path });
const post = (path, body) => ({ method: 'POST', path: API + path, body: JSON.stringify(body) });
const values = weighted => weighted.map(([, value]) => value);

/** Filters as people set them in the portal: half of the time the kind alone, else a type or a lifecycle too. */
const LIST_FILTERS = (() => {
  const more = [...values(COMPONENT_TYPES).slice(0, 4).map(type => `,spec.type=${type}`), ...values(LIFECYCLES).map(lifecycle => `,spec.lifecycle=${lifecycle}`)];
  return more.flatMap(part => ['kind=component', `kind=component${part}`]);
})();

const TEXT_FIELDS = 'metadata.name,metadata.title,spec.profile.displayName,spec.target,spec.targets';

/** Half words, which no id holds, and half hexadecimal numbers, which some do: without fields, Backstage looks into the ids. */
function textTerms(random) {
  return [...random.some(AREAS, 24, 24), ...Array.from({ length: 24 }, () => (256 + random.below(3840)).toString(16))];
}

/** As people type: a word that many names have, two words that few have, the name of the one that they look for. */
function searchTerms(organisation, random) {
  const name = () => organisation.name('Component', organisation.any(random, 'Component'));
  return AREAS.flatMap(area => [area, name().replace(/-\d+$/, ''), name()]);
}

function mixedRefs(organisation, random) {
  return Array.from({ length: BATCH }, () => {
    const kind = random.chance(0.875) ? 'Component' : 'API';
    return organisation.ref(kind, organisation.any(random, kind));
  });
}

/** How two answers are compared: everything, the entities in their order, or only how many there are, where the order is not defined. */
export const COMPARED = { whole: 'whole', refs: 'refs', count: 'count', nothing: 'nothing' };

/**
 * The rows of reads, each `{ id, name, requests, compare }`.
 *
 * @param organisation as both backends hold it
 */
export function reads(organisation, seed) {
  const random = new Random(seed);
  const component = () => organisation.name('Component', organisation.any(random, 'Component'));
  const offsets = Array.from({ length: 10 }, (_, index) => index * PAGE);
  return [
    { id: 'by-name', name: '`GET by-name`', compare: COMPARED.whole, requests: Array.from({ length: NAMES }, () => get(`/entities/by-name/component/default/${component()}`)) },
    {
      id: 'page',
      name: '`by-query` page of 20, filtered and ordered',
      compare: COMPARED.whole,
      requests: LIST_FILTERS.flatMap(filter => offsets.slice(0, 3).flatMap(offset => ['asc', 'desc'].map(order => get(`/entities/by-query?limit=${PAGE}&offset=${offset}&filter=${filter}&orderField=metadata.name,${order}`)))),
    },
    {
      id: 'ui-page',
      name: "the portal's list page",
      compare: COMPARED.whole,
      requests: LIST_FILTERS.map(filter => get(`/entities/by-query?limit=${PAGE}&orderField=metadata.name,asc&filter=${filter}&totalItems=exclude`)),
    },
    { id: 'ui-count', name: "the portal's count", compare: COMPARED.whole, requests: LIST_FILTERS.map(filter => get(`/entities/by-query?limit=0&orderField=metadata.name,asc&filter=${filter}`)) },
    {
      id: 'ui-search',
      name: "the portal's text search",
      compare: COMPARED.whole,
      requests: searchTerms(organisation, random).map(term => get(`/entities/by-query?limit=${PAGE}&orderField=metadata.name,asc&filter=kind=component&totalItems=exclude&fullTextFilterTerm=${term}&fullTextFilterFields=${TEXT_FIELDS}`)),
    },
    { id: 'text', name: '`by-query` with a full-text term', compare: COMPARED.nothing, requests: textTerms(random).map(term => get(`/entities/by-query?limit=${PAGE}&fullTextFilterTerm=${term}`)) },
    { id: 'facet-type', name: '`entity-facets` of `spec.type`', compare: COMPARED.whole, requests: LIST_FILTERS.map(filter => get(`/entity-facets?facet=spec.type&filter=${filter}`)) },
    { id: 'facet-owner', name: '`entity-facets` of the owner', compare: COMPARED.whole, requests: [get('/entity-facets?facet=relations.ownedBy')] },
    { id: 'facet-kind', name: '`entity-facets` of `kind`', compare: COMPARED.whole, requests: [get('/entity-facets?facet=kind')] },
    { id: 'by-refs', name: '`by-refs` of 50', compare: COMPARED.whole, requests: Array.from({ length: BATCHES }, () => post('/entities/by-refs', { entityRefs: mixedRefs(organisation, random) })) },
    { id: 'entities', name: '`entities?limit=500`', compare: COMPARED.count, requests: offsets.map(offset => get(`/entities?filter=kind=component&limit=500&offset=${offset * 10}`)) },
  ];
}

/** What is asked first after a start. */
export const FIRST = 'by-name-first';

/**
 * What is asked of a large catalog, where pages lie at the beginning, in the middle and at the end; in that order. What has no target only
 * shows what is the case.
 *
 * @param organisation as the backend holds it
 */
export function largeReads(organisation, seed) {
  const random = new Random(seed);
  const filters = LIST_FILTERS.slice(0, 8);
  const components = organisation.counts.Component;
  // The rarest of the filters still has a twelfth of all components.
  const pages = place => filters.flatMap(filter => [0, 1, 2, 3, 4].map(step => get(`/entities/by-query?limit=${PAGE}&offset=${place(filter) + step * PAGE}&filter=${filter}&orderField=metadata.name,asc`)));
  const least = components / 12;
  const of = id => reads(organisation, seed).find(row => row.id === id);
  return [
    { ...of('by-name'), id: FIRST, name: '`GET by-name` right after the start, while the search takes the catalog in' },
    { ...of('by-name'), target: 10 },
    { ...of('by-refs'), target: 10 },
    { id: 'page-first', name: 'a first page of 20, filtered and ordered', target: 10, requests: pages(() => 0) },
    { id: 'page-middle', name: 'a page from the middle', target: 10, requests: pages(filter => Math.floor((filter === 'kind=component' ? components : least) / 2)) },
    { id: 'page-last', name: 'a last page', target: 10, requests: filters.map(filter => get(`/entities/by-query?limit=${PAGE}&filter=${filter}&orderField=metadata.name,desc`)) },
    { ...of('ui-count'), name: 'a count', target: 10 },
    { ...of('facet-kind'), name: 'facets of `kind`', target: 10 },
    { ...of('facet-type'), name: 'facets of `spec.type`, filtered', target: 10 },
    { id: 'facet-lifecycle', name: 'facets of `spec.lifecycle`, filtered', target: 10, requests: values(COMPONENT_TYPES).map(type => get(`/entity-facets?facet=spec.lifecycle&filter=kind=component,spec.type=${type}`)) },
    {
      id: 'text-page',
      name: 'a full-text page',
      target: 100,
      requests: searchTerms(organisation, random).map(term => get(`/entities/by-query?limit=${PAGE}&orderField=metadata.name,asc&filter=kind=component&fullTextFilterTerm=${term}&fullTextFilterFields=${TEXT_FIELDS}`)),
    },
  ];
}

/** Requests as bytes for the load generators: whole, with a zero byte between two. */
export function asBytes(requests, { port, token }) {
  return requests
    .map(({ method, path, body }) => {
      const head = [`${method} ${path} HTTP/1.1`, `Host: localhost:${port}`, `Authorization: Bearer ${token}`, 'Accept: application/json'];
      if (body !== undefined) {
        head.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
      }
      return `${head.join('\r\n')}\r\n\r\n${body ?? ''}`;
    })
    .join('\0');
}
