// Dry runs of templates with forms filled in: files, output and log of both.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getJson } from '../lib/exchange.mjs';
import { Random } from '../lib/random.mjs';
import { runnable, templatesIn } from '../scaffolder/corpus.mjs';
import { filledIn } from '../scaffolder/forms.mjs';

const DRY_RUN = '/api/scaffolder/v2/dry-run';
const OWN = ['deploy/example/templates', 'api-spec/conformance/scaffolder/templates'];

export async function templates({ project, both, options, progress, report }) {
  const own = OWN.map(folder => join(project, folder)).filter(existsSync).flatMap(templatesIn);
  if (!options.templates) {
    report.leftOut('templates of others, of which there is no folder');
  }
  const others = options.templates ? templatesIn(options.templates) : [];
  const chosen = others.length > options.templateFiles ? new Random(options.seed + 5).some(others, options.templateFiles, options.templateFiles) : others;
  const [theirs, ours] = await Promise.all([both.servers.backstage, both.servers.buildrun].map(server => getJson(server, '/api/scaffolder/v2/actions')));
  const actions = theirs.filter(({ id }) => ours.some(action => action.id === id));
  let done = 0;
  for (const { name, template, contents } of [...own, ...chosen]) {
    const fitted = runnable(template, actions);
    for (const variant of [0, 1]) {
      const values = filledIn(template.spec.parameters, variant);
      const body = JSON.stringify({ template: fitted, values, secrets: { token: 's3cret-value' }, directoryContents: contents });
      const request = { method: 'POST', path: DRY_RUN, body, note: `${name}, form ${variant}`, dryRun: true };
      await both.ask(request, { dryRun: true });
    }
    progress(`${++done} of ${own.length + chosen.length} templates`);
  }
}
