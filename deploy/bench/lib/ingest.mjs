// Gives a backend the descriptor files, and waits until all that is in them can be asked for.
import { getJson, send } from '../../../api-spec/conformance/lib/exchange.mjs';

const LOOK_MILLISECONDS = 250;
/** With more entities, the answer that counts every pair of an entity and a relation would be the work that is measured. */
const MOST_TO_COUNT_PAIRS = 50_000;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const sum = facet => facet.reduce((total, { count }) => total + count, 0);

async function kinds(server) {
  const { facets } = await getJson(server, '/api/catalog/entity-facets?facet=kind');
  return Object.fromEntries(facets.kind.map(({ value, count }) => [value, count]));
}

/** How many pairs of an entity and a relation there are, of each relation that is expected; only of the owners where there is much. */
async function pairs(server, expected, size) {
  if (size > MOST_TO_COUNT_PAIRS) {
    const owned = await getJson(server, '/api/catalog/entities/by-query?limit=0&filter=relations.ownedBy');
    return { ownedBy: owned.totalItems };
  }
  const names = Object.keys(expected);
  const { facets } = await getJson(server, `/api/catalog/entity-facets?${names.map(name => `facet=relations.${name}`).join('&')}`);
  return Object.fromEntries(names.map(name => [name, sum(facets[`relations.${name}`])]));
}

/** Registers an address, as a user does. */
export async function register(server, target) {
  const answer = await send(server, { method: 'POST', path: '/api/catalog/locations', body: JSON.stringify({ type: 'url', target }) });
  if (answer.status !== 201) {
    throw new Error(`${server.name}: registering ${target}: expected 201, found ${answer.status} ${answer.text.slice(0, 300)}`);
  }
}

/**
 * Registers the Location that leads to all files, and waits for all entities and all relations, beside those that are there before.
 *
 * @param expected what Descriptors.write has returned
 * @returns `{ seconds, rate }`: until all are there, entities a second
 */
export async function ingest(server, target, expected, patienceSeconds, progress) {
  const size = sum(Object.values(expected.kinds).map(count => ({ count })));
  const kindsBefore = await kinds(server);
  const pairsBefore = await pairs(server, expected.relations, size);
  const from = performance.now();
  const seconds = () => (performance.now() - from) / 1000;
  await register(server, target);
  let entitiesAfter;
  for (;;) {
    const found = await kinds(server);
    const there = Object.keys(expected.kinds).reduce((total, kind) => total + Math.min((found[kind] ?? 0) - (kindsBefore[kind] ?? 0), expected.kinds[kind]), 0);
    if (there === size) {
      entitiesAfter ??= seconds();
      const related = await pairs(server, expected.relations, size);
      if (Object.keys(related).every(name => related[name] - pairsBefore[name] >= (expected.relations[name] ?? 0))) {
        return { entities: size, entitiesAfter, seconds: seconds(), rate: size / seconds() };
      }
    }
    if (seconds() > patienceSeconds) {
      throw new Error(`${server.name}: after ${patienceSeconds} s only ${there} of ${size} entities were there, or relations were missing`);
    }
    progress(`${server.name}: ${there} of ${size} entities, ${Math.round(there / seconds())} a second`);
    await pause(LOOK_MILLISECONDS);
  }
}
