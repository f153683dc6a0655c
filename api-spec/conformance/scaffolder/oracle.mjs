// The real engines, asked over lines of JSON like our own: nunjitsu as the scaffolder backend 4.2.0 sets it up, nunjucks as those before 4.1 did, and the
// validator of both. Runs on the Node.js that the backend is made for.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
const backend = require.resolve('@backstage/plugin-scaffolder-backend/package.json');
const ofBackend = createRequire(backend);
const { createTemplateRenderer } = ofBackend('nunjitsu');
const { validate } = ofBackend('jsonschema');
const { ConfigReader } = ofBackend('@backstage/config');
const { ScmIntegrations } = ofBackend('@backstage/integration');
const { createDefaultFilters } = ofBackend(join(dirname(backend), 'dist/lib/templating/filters/createDefaultFilters.cjs.js'));
const { collectTemplateCapabilities, convertFiltersToRecord } = ofBackend(join(dirname(backend), 'dist/util/templating.cjs.js'));
const nunjucks = require('nunjucks');

const MILLISECONDS = 1000;

const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
const filters = convertFiltersToRecord(createDefaultFilters({ integrations }));
const capabilities = collectTemplateCapabilities({ filters });
const contexts = {};

const rendererOf = new Map();

function renderer({ kind, trimBlocks, lstripBlocks }) {
  const key = `${kind === 'cookiecutter'} ${trimBlocks} ${lstripBlocks}`;
  if (!rendererOf.has(key)) {
    rendererOf.set(key, createTemplateRenderer({ ...capabilities, allowRegexExecution: true, cookiecutterCompat: kind === 'cookiecutter', trimBlocks, lstripBlocks }));
  }
  return rendererOf.get(key);
}

function outcome(value) {
  return value === undefined ? { undefined: true } : { value };
}

function newer({ kind, template, context, trimBlocks, lstripBlocks }) {
  const of = renderer({ kind, trimBlocks, lstripBlocks });
  return kind === 'value' ? outcome(of.renderValue(template, contexts[context])) : { value: of.render(template, contexts[context]) };
}

/** What the scaffolder did before 4.1; without the sandbox, since the templates here are our own. */
function environment(options) {
  const created = new nunjucks.Environment(null, { autoescape: false, ...options });
  for (const [name, filter] of Object.entries(filters)) {
    created.addFilter(name, filter);
  }
  return created;
}

const TAGS = { variableStart: '${{', variableEnd: '}}' };

function isSingle(template) {
  const { children } = nunjucks.parser.parse(template, [], { autoescape: false, tags: TAGS });
  return children.length === 1 && !(children[0].children?.length === 1 && children[0].children[0] instanceof nunjucks.nodes.TemplateData);
}

function olderValue({ template, context }) {
  const old = environment({ tags: TAGS });
  const values = JSON.parse(JSON.stringify(contexts[context]));
  try {
    if (isSingle(template)) {
      const dumped = old.renderString(template.replace(/\${{(.+)}}/g, '${{ ( $1 ) | dump }}'), values);
      return dumped === '' ? { undefined: true } : { value: JSON.parse(dumped) };
    }
  } catch {
    // Then it is rendered as a text, as there.
  }
  const text = old.renderString(template, values);
  return text === '' ? { undefined: true } : { value: text };
}

function olderText({ kind, template, context, trimBlocks, lstripBlocks }) {
  const values = JSON.parse(JSON.stringify(contexts[context]));
  if (kind !== 'cookiecutter') {
    return { value: environment({ trimBlocks, lstripBlocks, tags: TAGS }).renderString(template, values) };
  }
  const uninstall = nunjucks.installJinjaCompat();
  try {
    const old = environment({ trimBlocks, lstripBlocks });
    old.addFilter('jsonify', old.getFilter('dump'));
    return { value: old.renderString(template, values) };
  } finally {
    uninstall();
  }
}

const older = question => (question.kind === 'value' ? olderValue(question) : olderText(question));

const scope = vm.createContext({});
const script = new vm.Script('work()');

/** The older engine knows no limits, and the newer one not all that it would need. */
function bounded(work) {
  scope.work = work;
  return script.runInContext(scope, { timeout: MILLISECONDS });
}

function checked({ schema, instance }) {
  const found = validate(instance, schema).errors;
  return { errors: found.map(error => ({ ...error, stack: error.stack, argument: error.name === 'allOf' ? { id: error.argument.id, length: error.argument.length } : error.argument })) };
}

function answer(question) {
  if (question.contexts) {
    Object.assign(contexts, question.contexts);
    return {};
  }
  try {
    if (question.kind === 'schema') {
      return checked(question);
    }
    return bounded(() => (question.old ? older(question) : newer(question)));
  } catch (error) {
    return { error: String(error?.message ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const text = JSON.stringify(answer(JSON.parse(line)));
  process.stdout.write(`${text}\n`);
}
