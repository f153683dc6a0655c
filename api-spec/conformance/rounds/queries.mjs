// Random questions to a catalog that is the same on both sides, down to the ids.
import { json } from '../lib/exchange.mjs';
import { layOut } from '../lib/dataset.mjs';
import { getJson } from '../lib/exchange.mjs';
import { Random } from '../lib/random.mjs';
import { malformed } from '../questions/malformed.mjs';
import { byRefs, CATALOG, facets, list, locations, oneEntity, pageByGet, pageByPost, walk } from '../questions/reads.mjs';
import { Vocabulary } from '../questions/vocabulary.mjs';

const WORKERS = 4;
const MAX_PAGES = 12;
const OTHER_LOCATIONS = 4;

const QUESTIONS = [[20, list], [18, pageByGet], [20, pageByPost], [6, walk], [10, facets], [8, byRefs], [10, oneEntity], [6, locations], [22, malformed]];

async function fill(both, files, seed, scale) {
  const { target, entities } = layOut(new Random(seed), files, scale);
  await both.register(target);
  for (let index = 0; index < OTHER_LOCATIONS; index++) {
    await both.register(files.put(`single-${index}.yaml`, `{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: single-${index}}, spec: {type: x, lifecycle: y, owner: z}}\n`));
  }
  await both.settledWithSameIds(`${entities.length} made up entities`);
}

/** The request for the page that a cursor leads to, by GET or by POST. */
function following({ random, limit, onlyCursor }, cursor) {
  if (onlyCursor) {
    return { method: 'POST', path: `${CATALOG}/locations/by-query`, body: JSON.stringify({ cursor }) };
  }
  const post = random.chance(0.5);
  return post
    ? { method: 'POST', path: `${CATALOG}/entities/by-query`, body: JSON.stringify({ cursor, limit, fields: ['kind', 'metadata.name', 'metadata.uid'] }) }
    : { method: 'GET', path: `${CATALOG}/entities/by-query?cursor=${encodeURIComponent(cursor)}&limit=${limit}&fields=kind,metadata.name,metadata.uid` };
}

/** Each of the two gets its own cursor, which nobody else need understand. */
async function follow(both, way, name, pages) {
  const cursors = pages.map(page => json(page.text)?.pageInfo?.[name]);
  if (cursors.some(cursor => cursor === undefined)) {
    return undefined;
  }
  const seed = way.random.below(1 << 30);
  const request = cursor => following({ ...way, random: new Random(seed) }, cursor);
  return both.ask({ ...request(cursors[0]), note: `${name} of the page before`, buildrun: request(cursors[1]) }, { ids: true });
}

async function walkAll(both, question) {
  let pages = await both.ask(question, { ids: true });
  for (const name of ['nextCursor', 'prevCursor']) {
    for (let count = 0; count < MAX_PAGES; count++) {
      const next = await follow(both, question.walk, name, pages);
      if (!next) {
        break;
      }
      pages = next;
    }
  }
}

async function askAll(both, questions, onProgress) {
  const queue = [...questions];
  const worker = async () => {
    for (let question = queue.shift(); question; question = queue.shift()) {
      await (question.walk ? walkAll(both, question) : both.ask(question, { ids: true, anyOrder: question.anyOrder }));
      onProgress();
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

export async function queries({ both, files, options, progress }) {
  await fill(both, files, options.seed, options.quick ? 0.5 : 1);
  const words = new Vocabulary(await getJson(both.servers.buildrun, `${CATALOG}/entities`));
  words.locations = (await getJson(both.servers.buildrun, `${CATALOG}/locations`)).map(({ data }) => data);
  const random = new Random(options.seed + 1);
  const questions = Array.from({ length: options.requests }, () => random.weighted(QUESTIONS)(random, words));
  let answered = 0;
  await askAll(both, questions, () => progress(`${++answered} of ${questions.length} questions`));
  await both.empty();
  await both.settled('after all locations were deleted');
}
