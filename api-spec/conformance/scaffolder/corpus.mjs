// Finds templates with everything that lies beside them, and makes them fit for a dry run without the world.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';

const MAX_FILE = 300_000;
const MAX_FILES = 400;

function* walk(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const found = lstatSync(path);
    if (found.isDirectory() && name !== '.git' && name !== 'node_modules') {
      yield* walk(path);
    } else if (found.isFile() && found.size <= MAX_FILE) {
      yield path;
    }
  }
}

function entities(path) {
  try {
    const text = readFileSync(path, 'utf8');
    return text.includes('kind: Template') ? parseAllDocuments(text, { logLevel: 'silent' }).map(document => document.toJS()) : [];
  } catch {
    return [];
  }
}

const isComplete = entity => entity?.kind === 'Template' && entity.apiVersion === 'scaffolder.backstage.io/v1beta3' && Array.isArray(entity.spec?.steps);

/** Every complete template below a folder: `{ name, template, contents }`. */
export function templatesIn(folder) {
  const found = [];
  for (const path of walk(folder)) {
    if (!/\.ya?ml$/.test(path)) {
      continue;
    }
    for (const template of entities(path).filter(isComplete)) {
      const beside = [...walk(dirname(path))].slice(0, MAX_FILES);
      const contents = beside.map(file => ({ path: relative(dirname(path), file), base64Content: readFileSync(file).toString('base64') }));
      found.push({ name: relative(folder, path), template, contents });
    }
  }
  return found;
}

/** Whether a step would read from another host. */
function leadsElsewhere({ input }) {
  return typeof input?.url === 'string' && !/^\.{1,2}\/|^[\w-]+(\/|$)/.test(input.url);
}

/**
 * The template without steps for which an action is missing or that read from other hosts, and without input that the actions do
 * not know, since the real backend refuses all of it.
 *
 * @param actions what the real backend lists
 */
export function runnable(template, actions) {
  const schemas = new Map(actions.map(({ id, schema }) => [id, schema?.input]));
  const steps = template.spec.steps.filter(step => schemas.has(step?.action) && !leadsElsewhere(step)).map(step => {
    const known = schemas.get(step.action)?.properties;
    const input = step.input && typeof step.input === 'object' ? { ...step.input } : step.input;
    if (input?.copyWithoutRender) {
      input.copyWithoutTemplating ??= input.copyWithoutRender;
    }
    return known && input && typeof input === 'object' ? { ...step, input: Object.fromEntries(Object.entries(input).filter(([key]) => key in known)) } : step;
  });
  return { ...template, spec: { ...template.spec, steps } };
}
