// Registers descriptor files that others have written, and compares what becomes of each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batches, documents } from '../lib/batches.mjs';
import { Random } from '../lib/random.mjs';

const CATALOG = '/api/catalog';

/** Whether reading the file would lead to another host, which must not be asked from here. */
function leadsElsewhere(text) {
  return /\$(text|json|yaml|openapi|asyncapi)["']?:\s*["']?https?:/.test(text) || documents(text).some(entity => [entity?.spec?.target, ...(Array.isArray(entity?.spec?.targets) ? entity.spec.targets : [])].some(target => entity?.kind === 'Location' && /^https?:/.test(String(target))));
}

async function tryOut(both, { name, target }) {
  const body = JSON.stringify({ type: 'url', target });
  await both.ask({ method: 'POST', path: `${CATALOG}/locations?dryRun=true`, body, note: name });
  await both.ask({ method: 'POST', path: `${CATALOG}/locations`, body, note: name });
}

const emitted = ({ name, target }) => ({
  method: 'GET',
  path: `${CATALOG}/entities?filter=${encodeURIComponent(`metadata.annotations.backstage.io/managed-by-origin-location=url:${target}`)}`,
  note: name,
});

export async function corpus({ both, files, options, progress, report }) {
  if (!options.corpus) {
    report.leftOut('the descriptor files, of which there is no folder');
    return;
  }
  const names = readdirSync(options.corpus).filter(name => /\.(ya?ml|json)$/.test(name)).sort();
  const chosen = options.corpusFiles >= names.length ? names : new Random(options.seed + 3).some(names, options.corpusFiles, options.corpusFiles);
  const read = chosen.map((name, index) => ({ name, index, text: readFileSync(join(options.corpus, name), 'utf8') }));
  const own = read.filter(({ text }) => !leadsElsewhere(text));
  if (own.length < read.length) {
    report.leftOut(`${read.length - own.length} descriptor files that lead to other hosts`);
  }
  const descriptors = own.map(descriptor => ({ ...descriptor, target: files.put(`corpus/${descriptor.index}.yaml`, descriptor.text) }));
  let done = 0;
  for (const batch of batches(descriptors)) {
    for (const descriptor of batch) {
      await tryOut(both, descriptor);
    }
    await both.settled(batch.map(({ name }) => name).join(', '));
    for (const descriptor of batch) {
      await both.ask(emitted(descriptor), { anyOrder: true });
      progress(`${++done} of ${descriptors.length} descriptor files`);
    }
    await both.empty();
    await both.settled('after these descriptor files were deleted');
  }
}
