// Expressions and template files made from a seed, rendered by the real engine and by ours.
import { Languages } from '../scaffolder/languages.mjs';
import { outcome } from '../scaffolder/outcome.mjs';
import { question } from '../scaffolder/questions.mjs';
import { shrink } from '../scaffolder/shrink.mjs';

const BATCH = 250;
const MAX_SHRUNK = 12;

/** What only a shrunk text has: the real engine wants a space here. */
const UNUSUAL = /\bin[^\s\w]/;

/** How the three engines see a question: what the real one says, what ours says, and what the older one says where it matters. */
async function verdict(languages, asked) {
  const [real, ours] = await languages.ask(asked);
  const expected = outcome(real);
  const actual = outcome(ours);
  if (expected === actual) {
    return { real, ours, found: [] };
  }
  const older = expected === 'error' ? await languages.older(asked) : undefined;
  return { real, ours, older, found: [{ path: '', backstage: real.error ? `error: ${real.error}` : expected, buildrun: `${ours.error ? `error: ${ours.error}` : actual}${older ? `, the older engine ${older.error ? `error: ${older.error}` : outcome(older)}` : ''}` }] };
}

const request = (asked, verdictOf) => ({ method: 'render', path: asked.template, note: `${asked.kind}${asked.trimBlocks ? ', trimBlocks' : ''}${asked.lstripBlocks ? ', lstripBlocks' : ''}`, asked, ...verdictOf });

async function smallest(languages, asked, report) {
  const template = await shrink(asked.template, async text => {
    if (UNUSUAL.test(text)) {
      return false;
    }
    const smaller = { ...asked, template: text };
    const seen = await verdict(languages, smaller);
    return seen.found.length > 0 && !report.explained(request(smaller, seen), seen.real, seen.ours, seen.found);
  });
  return { ...asked, template };
}

export async function language({ home, project, options, progress, report }) {
  const languages = await Languages.start(home, project);
  try {
    let shrunk = 0;
    for (let from = 0; from < options.expressions; from += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, options.expressions - from) }, (_, index) => from + index);
      const asked = numbers.map(number => question(options.seed, number));
      const verdicts = await Promise.all(asked.map(one => verdict(languages, one)));
      for (const [index, seen] of verdicts.entries()) {
        const known = seen.found.length === 0 || report.explained(request(asked[index], seen), seen.real, seen.ours, seen.found);
        if (known || shrunk >= MAX_SHRUNK) {
          report.add(request(asked[index], seen), seen.real, seen.ours, seen.found);
        } else {
          shrunk++;
          const least = await smallest(languages, asked[index], report);
          const again = await verdict(languages, least);
          report.add(request(least, again), again.real, again.ours, again.found);
        }
      }
      progress(`${from + asked.length} of ${options.expressions} expressions and templates`);
    }
  } finally {
    languages.stop();
  }
}
