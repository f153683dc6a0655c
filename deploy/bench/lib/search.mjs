// The search: names, words and begins of words, asked once everything can be found.
import { Random } from '../../../api-spec/conformance/lib/random.mjs';
import { getJson } from '../../../api-spec/conformance/lib/exchange.mjs';
import { AREAS } from './organisation.mjs';

const PAGE = 25;
const LOOK_MILLISECONDS = 500;
const PATIENCE_MILLISECONDS = 600_000;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** As people type: a word that many have, the begin of one, two words, and the name of the one that they look for. */
export function searches(organisation, seed) {
  const random = new Random(seed);
  const name = () => organisation.name('Component', organisation.any(random, 'Component'));
  const terms = AREAS.flatMap(area => [area, area.slice(0, 3), name().replace(/-\d+$/, '').replaceAll('-', ' '), name()]);
  return {
    id: 'search',
    requests: terms.map(term => ({ method: 'GET', path: `/api/search/query?term=${encodeURIComponent(term)}&pageLimit=${PAGE}` })),
  };
}

/** Waits until all entities can be found. */
async function indexed(server, entities) {
  const end = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const { numberOfResults = 0 } = await getJson(server, '/api/search/query?pageLimit=1');
    if (numberOfResults >= entities) {
      return;
    }
    if (performance.now() > end) {
      throw new Error(`${server.name}: expected ${entities} entities in the search, found ${numberOfResults}`);
    }
    await pause(LOOK_MILLISECONDS);
  }
}

/** @returns what Load.fastest does */
export async function measureSearch(bench, server) {
  await indexed(server, bench.options.entities);
  return bench.load.fastest(server, searches(bench.organisation, bench.options.seed), bench.times);
}
