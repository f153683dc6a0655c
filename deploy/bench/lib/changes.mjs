// What a catalog does when it reads everything again and nothing has changed, and how soon one change shows.
import { getJson, send } from '../../../api-spec/conformance/lib/exchange.mjs';
import { yaml } from './descriptors.mjs';
import { register } from './ingest.mjs';

const PATIENCE_MILLISECONDS = 120_000;
/** PostgreSQL's counts of rows lag by up to a second. */
const CALM_MILLISECONDS = 3000;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const COMPONENT = 'component:default/one-that-changes';

async function tell(server, method, path, body) {
  const answer = await send(server, { method, path, body: JSON.stringify(body) });
  if (answer.status >= 300) {
    throw new Error(`${server.name}: ${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
  }
  return answer;
}

function changing(version) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'one-that-changes', description: `version ${version}`, tags: ['java'] },
    spec: { type: 'service', lifecycle: 'production', owner: 'group:default/nobody' },
  };
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

/** Whether an entity shows a version; a request every millisecond or so. */
async function shows(server, version) {
  const answer = await send(server, { method: 'GET', path: '/api/catalog/entities/by-name/component/default/one-that-changes' });
  return answer.status === 200 && JSON.parse(answer.text).metadata.description === `version ${version}`;
}

/**
 * Has every file read again, none of which has changed.
 *
 * @returns `{ seconds, files, asked, rows }`: until the last file was asked for, how many, how many refreshes were asked for, and rows written by table
 */
export async function readAgain(server, descriptors, database, name) {
  const locations = (await getJson(server, '/api/catalog/entities?filter=kind=location&fields=kind,metadata.name,metadata.namespace')).map(({ metadata }) => `location:${metadata.namespace ?? 'default'}/${metadata.name}`);
  await pause(CALM_MILLISECONDS);
  const before = await database.rowsWritten(name);
  const wanted = new Set(descriptors.files);
  const from = performance.now();
  descriptors.forgetReads();
  for (const entityRef of locations) {
    await tell(server, 'POST', '/api/catalog/refresh', { entityRef });
  }
  await until(() => [...wanted].every(file => descriptors.wasRead(file)), 'every file to be read again');
  const seconds = (performance.now() - from) / 1000;
  await pause(CALM_MILLISECONDS);
  const after = await database.rowsWritten(name);
  const rows = Object.fromEntries([...after].map(([table, count]) => [table, count - (before.get(table) ?? 0)]).filter(([, count]) => count > 0));
  return { seconds, files: wanted.size, asked: locations.length, rows };
}

/**
 * Changes a file with one entity and asks for a refresh, as a hook of a code host does.
 *
 * @returns milliseconds from the request until the change shows, one for each time
 */
export async function changeFile(server, descriptors, times) {
  descriptors.put('changing.yaml', yaml(changing(0)));
  await register(server, descriptors.url('changing.yaml'));
  await until(() => shows(server, 0), 'the entity that is to change');
  const found = [];
  for (let version = 1; version <= times; version++) {
    descriptors.put('changing.yaml', yaml(changing(version)));
    const from = performance.now();
    await tell(server, 'POST', '/api/catalog/refresh', { entityRef: COMPONENT });
    await until(() => shows(server, version), 'a change to show');
    found.push(performance.now() - from);
  }
  return found;
}

/** Pushes one entity that has changed; the answer comes when it shows. Milliseconds, one for each time. */
export async function pushOne(server, times) {
  const found = [];
  for (let version = 0; version <= times; version++) {
    const entity = changing(version);
    entity.metadata.name = 'one-that-is-pushed';
    const from = performance.now();
    await tell(server, 'PATCH', '/api/buildrun/providers/bench/entities', { upsert: [entity], delete: [] });
    found.push(performance.now() - from);
  }
  return found.slice(1);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[Math.floor(middle)];
}
