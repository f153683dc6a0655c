// The command line.

export const USAGE = `Usage: ./dev bench [options]

Measures Buildrun and the real Backstage backend one after the other: same machine, same PostgreSQL, same data, same load generator. Prints
figures, ratios, and whether they reach what was set out to be reached.

  --quick          2,000 entities and 2 s a figure, about 3 minutes: shows that everything works, not how fast it is
  --large          Buildrun alone, with 10,000, 100,000 and 1,000,000 entities and a heap of 8 GB
  --inner          the inner operations alone: index in memory, template language
  --conformance    the platform's rules alone: 2,000 services after a change of the contract, and one after a change of that; exit status 1
                   where that takes longer than 30 s, or more than the one is worked out
  --entities N     how many (default 20000; with --large only this size, with --inner 20000)
  --seconds N      how long each figure is taken (default 10, with --large 15)
  --seed N         of the data and the requests (default 1)
  --only NAME      measures only backstage or only buildrun; the other's figures are those of the last time, so this is for trying out.
                   search: only the search, of both; tasks: only the tasks of the scaffolder, of both, with the CPU time that each takes
  --write          keeps the figures in deploy/bench/results and writes docs/PERFORMANCE.md from them
  --anyway         measures also while others use the machine; the figures say so
  --folder DIR     for all data, needs 12 GB for a million entities (default: a new one below the temporary folder)
  --help           this text

Takes about 20 minutes, with --large about 30 on two cores. Needs npm for the real backend, and on Linux nothing that is not fetched by itself.
Exit status 0 where everything was measured and both gave the same answers, whatever the figures are.`;

const FLAGS = new Set(['quick', 'large', 'write', 'anyway', 'help', 'h']);
const VALUES = new Set(['entities', 'seconds', 'seed', 'folder', 'only']);

/** What may be measured alone, of both. */
export const PARTS = ['search', 'tasks'];

export class UsageError extends Error {}

function number(name, text, least, most) {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text ?? '') || value < least || value > most) {
    throw new UsageError(`--${name}: expected ${least} to ${most}, found ${text ?? 'nothing'}`);
  }
  return value;
}

/** @throws UsageError */
export function readOptions(words) {
  const given = {};
  const rest = [...words];
  while (rest.length > 0) {
    const name = rest.shift().replace(/^--?/, '');
    if (!FLAGS.has(name) && !VALUES.has(name)) {
      throw new UsageError(`unknown option --${name}`);
    }
    given[name] = FLAGS.has(name) ? true : rest.shift();
  }
  const quick = given.quick ?? false;
  const large = given.large ?? false;
  if (given.only && !['backstage', 'buildrun', ...PARTS].includes(given.only)) {
    throw new UsageError(`--only: expected backstage, buildrun, search or tasks, found ${given.only}`);
  }
  if (given.only && given.write) {
    throw new UsageError("--only can't be written down, since the table is of one run");
  }
  const seconds = number('seconds', given.seconds ?? (quick ? '2' : large ? '15' : '10'), 1, 600);
  return {
    help: Boolean(given.help || given.h),
    quick,
    large,
    write: given.write ?? false,
    anyway: given.anyway ?? quick,
    folder: given.folder,
    only: given.only,
    seed: number('seed', given.seed ?? '1', 0, 999_999),
    entities: number('entities', given.entities ?? (quick ? '2000' : '20000'), 500, 2_000_000),
    sizes: given.entities ? [number('entities', given.entities, 500, 2_000_000)] : quick ? [2_000] : [10_000, 100_000, 1_000_000],
    seconds,
    warmUp: quick ? 1 : Math.max(2, Math.round(seconds / 2)),
    starts: quick ? 1 : 3,
  };
}
