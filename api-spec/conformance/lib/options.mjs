// The command line.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export const USAGE = `Usage: api-spec/conformance/run [options]

Starts Buildrun and the real Backstage backend on the same descriptors, sends both the same requests, and compares the answers.

  --quick            a shorter round: fewer requests, a sample of the corpus, no recording
  --seed N           of the data, the random requests and the samples (default 1)
  --requests N       random requests (default 3000, with --quick 450)
  --minimum N        fails when fewer were compared (default: what --requests says)
  --recording DIR    recorded exchanges to repeat, and DIR/../oracle/data with the files that they name
  --corpus DIR       descriptor files to register one by one
  --corpus-files N   a sample of them (default 120, with --quick 12; all: every file)
  --templates DIR    templates to run dry
  --template-files N a sample of them (default all, with --quick 3)
  --expressions N    expressions and template files to render (default 20000, with --quick 1500)
  --schemas N        schemas with values to check (default 3000, with --quick 300)
  --only NAMES       only these rounds, with commas between: queries, recorded, tasks, mutations, corpus, templates, language,
                     schemas
  --differences N    how many differences to print in full (default 5)
  --keep             leave both running when the round is over, until Ctrl-C
  --help             this text

Folders that do not exist are left out, and the closing line says so. Exit status 0 only where nothing is unexplained and enough was compared.`;

const ROUNDS = ['queries', 'mutations', 'recorded', 'tasks', 'corpus', 'templates', 'language', 'schemas'];

const number = (name, text) => {
  if (!/^\d{1,9}$/.test(text ?? '')) {
    fail(`--${name}: expected a number, found ${text}`);
  }
  return Number(text);
};

function fail(message) {
  console.error(`conformance: ${message}, see --help`);
  process.exit(2);
}

function read(words) {
  const given = {};
  const flags = new Set(['quick', 'keep', 'help', 'h']);
  const values = new Set(['seed', 'requests', 'minimum', 'recording', 'corpus', 'corpus-files', 'only', 'differences', 'expressions', 'schemas', 'templates', 'template-files']);
  while (words.length > 0) {
    const name = words.shift().replace(/^--?/, '');
    if (!flags.has(name) && !values.has(name)) {
      fail(`unknown option --${name}`);
    }
    given[name] = flags.has(name) ? true : words.shift();
  }
  return given;
}

/** A folder that was asked for must be there; the usual one may be missing. */
function folder(name, asked, usual) {
  if (asked && !existsSync(asked)) {
    fail(`--${name}: no such folder ${asked}`);
  }
  const path = resolve(asked ?? usual);
  return existsSync(path) ? path : undefined;
}

/** Reads the command line; with --help it prints the text and ends the program. */
export function options(words, shared) {
  const given = read([...words]);
  if (given.help || given.h) {
    console.log(USAGE);
    process.exit(0);
  }
  const quick = given.quick ?? false;
  const requests = number('requests', given.requests ?? (quick ? '450' : '3000'));
  const rounds = given.only?.split(',') ?? ROUNDS;
  if (!rounds.every(round => ROUNDS.includes(round))) {
    fail(`--only: expected some of ${ROUNDS.join(', ')}, found ${given.only}`);
  }
  const sample = given['corpus-files'] ?? (quick ? '12' : '120');
  return {
    quick,
    requests,
    rounds,
    seed: number('seed', given.seed ?? '1'),
    minimum: number('minimum', given.minimum ?? (given.only ? '1' : String(requests))),
    recording: quick && !given.recording ? undefined : folder('recording', given.recording, `${shared}/reference/golden`),
    corpus: folder('corpus', given.corpus, `${shared}/corpus/entities`),
    corpusFiles: sample === 'all' ? Infinity : number('corpus-files', sample),
    templates: folder('templates', given.templates, `${shared}/corpus/templates`),
    templateFiles: given['template-files'] || quick ? number('template-files', given['template-files'] ?? '3') : Infinity,
    expressions: number('expressions', given.expressions ?? (quick ? '1500' : '20000')),
    schemas: number('schemas', given.schemas ?? (quick ? '300' : '3000')),
    differences: number('differences', given.differences ?? '5'),
    keep: given.keep ?? false,
  };
}
