// Schemas and values made from a seed, checked by the real validator and by ours: the same errors in the same order and words.
import { differences } from '../lib/comparison.mjs';
import { Languages } from '../scaffolder/languages.mjs';
import { pair } from '../scaffolder/schemas.mjs';
import { shrinkJson } from '../scaffolder/shrink-json.mjs';

const BATCH = 250;
const MAX_SHRUNK = 25;

/** Of an error of the whole check, such as a reference that leads nowhere, only that it is one. */
const told = answer => (answer.error === undefined ? answer : { error: 'the schema cannot be used' });

/** Asks both, and gives what the report wants to know. */
async function verdict(languages, asked) {
  const [real, ours] = await languages.ask(asked);
  return [{ method: 'validate', path: JSON.stringify(asked.schema), body: JSON.stringify(asked.instance), asked, note: real.error ?? ours.error }, real, ours, differences(told(real), told(ours))];
}

async function smallest(languages, asked, report) {
  const { schema, instance } = await shrinkJson({ schema: asked.schema, instance: asked.instance }, async candidate => {
    if (!('schema' in candidate && 'instance' in candidate)) {
      return false;
    }
    const seen = await verdict(languages, { ...asked, ...candidate });
    return seen[3].length > 0 && !report.explained(...seen);
  });
  return { ...asked, schema, instance };
}

export async function schemas({ home, project, options, progress, report }) {
  const languages = await Languages.start(home, project);
  try {
    let shrunk = 0;
    for (let from = 0; from < options.schemas; from += BATCH) {
      const asked = Array.from({ length: Math.min(BATCH, options.schemas - from) }, (_, index) => pair(options.seed, from + index));
      const verdicts = await Promise.all(asked.map(one => verdict(languages, one)));
      for (const [index, seen] of verdicts.entries()) {
        const known = seen[3].length === 0 || report.explained(...seen) || shrunk++ >= MAX_SHRUNK;
        report.add(...(known ? seen : await verdict(languages, await smallest(languages, asked[index], report))));
      }
      progress(`${from + asked.length} of ${options.schemas} schemas with values`);
    }
  } finally {
    languages.stop();
  }
}
