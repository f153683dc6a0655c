// Waits until both catalogs have done what they were asked for, and gives the entities of both the same ids.
import { comparable, differences } from './comparison.mjs';
import { getJson, send } from './exchange.mjs';

const PATIENCE_MILLISECONDS = 70_000;
const PAUSE_MILLISECONDS = 150;
const CALM_LOOKS = 4;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const ref = entity => `${entity.kind}:${entity.metadata.namespace}/${entity.metadata.name}`.toLowerCase();

/** Whether the real backend has nothing left to process or to stitch; what it works on at this moment does not show. */
async function isCalm(database) {
  const { rows } = await database.query('select (select count(*) from refresh_state where next_update_at <= now()) + (select count(*) from stitch_queue where next_stitch_at <= now()) as due');
  return Number(rows[0].due) === 0;
}

async function state(server) {
  const request = { method: 'GET', path: '/api/catalog/entities' };
  const { body } = comparable(server, await send(server, request), { anyOrder: true });
  return Object.fromEntries(body.map(entity => [ref(entity), entity]));
}

/** The real backend looks for orphans every half minute; a test need not wait for that. */
function sweepOrphans({ backstage }) {
  return send(backstage, { method: 'POST', path: '/api/catalog/.backstage/scheduler/v1/tasks/catalog_orphan_cleanup/trigger' });
}

const hasOrphans = entities => Object.values(entities).some(({ metadata }) => metadata.annotations?.['backstage.io/orphan'] === 'true');

/** @returns the differences that are left when both are calm, or when patience is over */
export async function settle(servers) {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  let calm = 0;
  for (;;) {
    await pause(PAUSE_MILLISECONDS);
    calm = (await isCalm(servers.database)) ? calm + 1 : 0;
    if (calm >= CALM_LOOKS) {
      const [backstage, buildrun] = await Promise.all([state(servers.backstage), state(servers.buildrun)]);
      const found = differences(backstage, buildrun);
      // What still differs when nothing has happened for a while stays so; but orphans go in their own time.
      const lasts = calm >= CALM_LOOKS * 8 && !hasOrphans(backstage) && !hasOrphans(buildrun);
      if (found.length === 0 || lasts || Date.now() > end) {
        return found;
      }
      if (calm === CALM_LOOKS || calm === CALM_LOOKS * 4) {
        await sweepOrphans(servers);
      }
    } else if (Date.now() > end) {
      throw new Error(`Backstage was still busy after ${PATIENCE_MILLISECONDS / 1000} s`);
    }
  }
}

const STATEMENTS = [
  `update refresh_state t set entity_id = ids.after, processed_entity = replace(t.processed_entity, ids.before, ids.after)
     from ids where t.entity_id = ids.before`,
  `update final_entities t set entity_id = ids.after, final_entity = replace(t.final_entity, ids.before, ids.after)
     from ids where t.entity_id = ids.before`,
  `update search t set value = ids.after, original_value = ids.after
     from ids where t.entity_id = ids.before and t.key = 'metadata.uid'`,
  `update search t set entity_id = ids.after from ids where t.entity_id = ids.before`,
  `update relations t set originating_entity_id = ids.after from ids where t.originating_entity_id = ids.before`,
  `update refresh_keys t set entity_id = ids.after from ids where t.entity_id = ids.before`,
  `update locations t set id = ids.after::uuid from ids where t.id::text = ids.before`,
];

async function ids(server) {
  const [entities, locations] = await Promise.all([getJson(server, '/api/catalog/entities?fields=kind,metadata'), getJson(server, '/api/catalog/locations')]);
  return new Map([
    ...entities.map(entity => [ref(entity), entity.metadata.uid]),
    ...locations.map(({ data }) => [`${data.type} ${data.target}`, data.id]),
  ]);
}

/**
 * Both make up ids of their own and sort by them where nothing else is asked for. So that pages can be compared row by row, the real
 * backend's rows get the ids that Buildrun has given to the same entities and locations.
 *
 * @returns the ids that were replaced, as a map from old to new
 */
export async function alignIds(servers) {
  const [backstage, buildrun] = await Promise.all([ids(servers.backstage), ids(servers.buildrun)]);
  const replaced = new Map();
  for (const [name, before] of backstage) {
    const after = buildrun.get(name);
    if (after && after !== before) {
      replaced.set(before, after);
    }
  }
  const { database } = servers;
  await database.query('begin');
  // The rows of several tables change together, which foreign keys would not see.
  await database.query('set local session_replication_role = replica');
  await database.query('create temp table ids (before text primary key, after text) on commit drop');
  await database.query('insert into ids select * from unnest($1::text[], $2::text[])', [[...replaced.keys()], [...replaced.values()]]);
  for (const statement of STATEMENTS) {
    await database.query(statement);
  }
  await database.query('commit');
  await database.query('analyze');
  return replaced;
}
