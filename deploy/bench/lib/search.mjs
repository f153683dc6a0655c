// The search: names, words and begins of words, asked once everything can be found.
import { join } from 'node:path';
import { Random } from '../../../api-spec/conformance/lib/random.mjs';
import { getJson, send } from '../../../api-spec/conformance/lib/exchange.mjs';
import { BACKSTAGE } from './backends.mjs';
import { yaml } from './descriptors.mjs';
import { register } from './ingest.mjs';
import { untilAtRest } from './machine.mjs';
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
export async function indexed(server, entities) {
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

const FILE = 'found.yaml';

/** One whose description has a word that nothing else has. */
const entityWith = word => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'one-that-is-found', description: `Known by the word ${word}` },
  spec: { type: 'service', lifecycle: 'production', owner: 'group:default/nobody' },
});

async function tell(server, path, body) {
  const answer = await send(server, { method: 'POST', path, body });
  if (answer.status >= 300) {
    throw new Error(`${server.name}: POST ${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
  }
}

async function until(holds, what) {
  const end = performance.now() + PATIENCE_MILLISECONDS;
  while (!(await holds())) {
    if (performance.now() > end) {
      throw new Error(`waited ${PATIENCE_MILLISECONDS / 1000} s for ${what}`);
    }
    await pause(1);
  }
}

async function isFound(server, word) {
  return (await getJson(server, `/api/search/query?term=${word}`)).results.length > 0;
}

/** The real one reads the whole catalog every ten minutes; told to do it at once, which is kinder than any schedule. */
async function rebuild(server) {
  await tell(server, '/api/search/.backstage/scheduler/v1/tasks/search_index_software_catalog/trigger');
}

async function shows(server, word) {
  const answer = await send(server, { method: 'GET', path: '/api/catalog/entities/by-name/component/default/one-that-is-found' });
  return answer.status === 200 && JSON.parse(answer.text).metadata.description.endsWith(word);
}

/**
 * Changes a file and asks for a refresh, as a hook of a code host does.
 *
 * @returns milliseconds from the request until the search finds the change, one for each time
 */
async function findChanges(server, descriptors, times) {
  const wordOf = time => `quagga${String.fromCharCode(97 + time)}`;
  descriptors.put(FILE, yaml(entityWith(wordOf(0))));
  await register(server, descriptors.url(FILE));
  await until(() => shows(server, wordOf(0)), 'the entity that is to be found');
  const found = [];
  for (let time = 1; time <= times; time++) {
    descriptors.put(FILE, yaml(entityWith(wordOf(time))));
    const from = performance.now();
    await tell(server, '/api/catalog/refresh', JSON.stringify({ entityRef: 'component:default/one-that-is-found' }));
    if (server.name === 'Backstage') {
      await until(() => shows(server, wordOf(time)), 'a change to show');
      await rebuild(server);
    }
    await until(() => isFound(server, wordOf(time)), 'a change to be found');
    found.push(performance.now() - from);
  }
  return found;
}

const CHANGES = { Backstage: 3, Buildrun: 20 };
/** As with the rows of reads: slower rates have too few requests to say anything about the slowest. */
const LEAST_STEADY_RATE = 50;

/**
 * Asks a server that has been started for this.
 *
 * @param rate what the other could do; without it there is no figure at a fixed rate
 * @returns what Load.fastest does, with `steady` and `found`, the milliseconds until a change is found
 */
export async function measureSearch(bench, server, rate) {
  await indexed(server, bench.options.entities);
  await untilAtRest(server.pid);
  const row = searches(bench.organisation, bench.options.seed);
  const fastest = await bench.load.fastest(server, row, bench.times);
  const steady = rate && (await bench.load.steady(server, row, Math.max(rate, LEAST_STEADY_RATE), bench.times));
  const found = await findChanges(server, bench.descriptors, CHANGES[server.name]);
  bench.say(`${server.name}: search: ${fastest.rate.toFixed(0)} a second, p99 ${fastest.p99.toFixed(2)} ms; a change is found after ${found.map(ms => ms.toFixed(0)).join(', ')} ms`);
  return { ...fastest, ...(steady ? { steady } : {}), found };
}

/** How the real one is started for it: with its search plugins, which it has only then. */
export const startOptions = (bench, name) => (name === BACKSTAGE ? { configs: [join(bench.home, 'search.yaml')], env: { CONFORMANCE_SEARCH: '1' } } : {});
