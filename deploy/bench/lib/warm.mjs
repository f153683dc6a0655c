// The ingest of a process that has been at it for a while, as one that has run for days: what it reads first is not measured.
import { Organisation } from './organisation.mjs';
import { ingest } from './ingest.mjs';

const WARM_UP_ENTITIES = 5_000;
const MOST_WARM_UPS = 4;
const SEED_OF_OTHERS = 1_000;
const PATIENCE_SECONDS = 3600;

/** How long a backend may read before it is measured; one that is slow reads less, and is not waited for. */
export const WARM_UP_SECONDS = 30;

/**
 * Reads more organisations until it has had time to warm up, then one more of the size that all are measured with.
 *
 * @returns what `ingest` returns of the last, and `{ warmUps }`: how many entities were read before
 */
export async function ingestWarm(bench, server) {
  const { descriptors, options } = bench;
  const read = async (size, number) => {
    const name = `more-${number}`;
    const expected = descriptors.writeMore(new Organisation(size, options.seed + SEED_OF_OTHERS + number, `${name}-`), name);
    return ingest(server, descriptors.url(`${name}.yaml`), expected, PATIENCE_SECONDS, bench.progress);
  };
  const size = Math.min(WARM_UP_ENTITIES, options.entities);
  let seconds = 0;
  let sets = 0;
  while (sets < MOST_WARM_UPS && seconds < (options.quick ? 1 : WARM_UP_SECONDS)) {
    seconds += (await read(size, sets++)).seconds;
  }
  return { ...(await read(options.entities, sets)), warmUps: sets * size };
}
