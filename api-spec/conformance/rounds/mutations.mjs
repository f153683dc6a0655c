// Changes: locations come, change and go, files get better and worse. After each step the two catalogs are compared whole.
import { batches } from '../lib/batches.mjs';
import { json } from '../lib/exchange.mjs';
import { Random } from '../lib/random.mjs';
import { analysis, validation, yaml } from '../questions/entities.mjs';
import { locationRequest } from '../questions/locations.mjs';

const CATALOG = '/api/catalog';

const component = (name, spec = {}, metadata = {}) => ({ apiVersion: 'backstage.io/v1alpha1', kind: 'Component', metadata: { name, ...metadata }, spec: { type: 'service', lifecycle: 'production', owner: 'team', ...spec } });
const location = (name, spec) => ({ apiVersion: 'backstage.io/v1alpha1', kind: 'Location', metadata: { name }, spec });

/** Files that fail or succeed in a way of their own. */
const TRIALS = {
  'one.yaml': yaml(component('kept')),
  'two.yaml': yaml(component('first'), component('second', { system: 's' })),
  'twice.yaml': yaml(component('same'), component('same')),
  'empty.yaml': '',
  'only-separators.yaml': '---\n---\n',
  'null.yaml': 'null\n',
  'list.yaml': '[]\n',
  'text.yaml': 'just text\n',
  'number.yaml': '42\n',
  'tab.yaml': 'a:\n\tb: 1\n',
  'open-quote.yaml': 'a: "x\n',
  'double-key.yaml': 'a: 1\na: 2\n',
  'no-kind.yaml': 'apiVersion: v1\nmetadata: {name: x}\n',
  'bad-second.yaml': `${yaml(component('good'))}---\n${yaml({ ...component('bad'), spec: {} })}`,
  'unknown-kind.yaml': yaml({ ...component('x'), kind: 'Nope' }),
  'bad-name.yaml': yaml(component('not a name')),
  'bad-reference.yaml': yaml(component('x', { dependsOn: ['db'] })),
  'numbers.yaml': yaml(component('n', {}, { labels: { a: 1 } })),
  'core-schema.yaml': `${yaml(component('core'))}  yes: yes\n  octal: 010\n  newOctal: 0o7\n  hex: 0x1F\n  date: 2024-01-01\n  grouped: 1_000\n  infinite: .inf\n  big: 12345678901234567890\n  tilde: ~\n  float: 1.0\n  exponent: 1e3\n`,
  'aliases.yaml': 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: aliases}\nspec: &s {type: a, lifecycle: b, owner: c, extra: &e [1, 2], again: *e, merged: {<<: {x: 1}, y: 2}}\n',
  'nested.yaml': yaml(location('nested', { targets: ['./one.yaml', './two.yaml'] })),
  'nested-missing.yaml': yaml(location('nested-missing', { targets: ['./one.yaml', './missing.yaml'] })),
  'optional.yaml': yaml(location('optional', { target: './missing.yaml', presence: 'optional' })),
  'file-target.yaml': yaml(location('file-target', { type: 'file', target: '/etc/x.yaml' })),
  'empty-location.yaml': yaml(location('empty-location', {})),
  'glob.yaml': yaml(location('glob', { target: './*.yaml' })),
  'placeholder.yaml': yaml({ apiVersion: 'backstage.io/v1alpha1', kind: 'API', metadata: { name: 'placeholder' }, spec: { type: 'openapi', lifecycle: 'x', owner: 'o', definition: { $text: './definition.txt' }, data: { $json: './data.json' }, more: { $yaml: './data.json' }, other: { $unknown: './x' }, beside: { $text: './x', y: 1 } } }),
  'placeholder-missing.yaml': yaml(component('p', { x: { $text: './missing.txt' } })),
  'placeholder-bad.yaml': yaml(component('p', { x: { $json: './definition.txt' } })),
  'placeholder-number.yaml': yaml(component('p', { x: { $text: 1 } })),
  'placeholder-many.yaml': yaml(component('p', { x: { $yaml: './two.yaml' } })),
  'with-relations.yaml': yaml({ ...component('r'), relations: [] }),
  'with-status.yaml': yaml({ ...component('r'), status: {} }),
  'own-annotations.yaml': yaml(component('own', {}, { uid: 'x', etag: 'mine', annotations: { 'backstage.io/managed-by-location': 'url:http://x/y', 'backstage.io/view-url': 'javascript:alert(1)', 'backstage.io/edit-url': 'https://x' } })),
  'case.yaml': yaml(component('case', {}, { labels: { Foo: 'a', foo: 'b' } })),
  'arrays.yaml': yaml(component('arrays', { providesApis: ['b', 'A', 'a'], dependsOn: ['resource:z', 'component:b'] })),
  'self.yaml': yaml(component('self', { dependsOn: ['component:self'] })),
  'system.yaml': yaml({ apiVersion: 'backstage.io/v1beta1', kind: 'System', metadata: { name: 'sys', namespace: 'other' }, spec: { owner: 'user:x/Bob', domain: 'd' } }),
};

class Script {
  constructor(both, files) {
    this.both = both;
    this.files = files;
  }

  url(name) {
    return this.files.url(`trials/${name}`);
  }

  write(name, text) {
    this.files.put(`trials/${name}`, text);
  }

  /** @returns the ids that the two have given */
  async register(name, query = '') {
    const answers = await this.both.ask({ method: 'POST', path: `${CATALOG}/locations${query}`, body: JSON.stringify({ type: 'url', target: this.url(name) }) });
    await this.both.settled(`after ${name} was registered`);
    return answers.map(answer => json(answer.text)?.location?.id);
  }

  async withIds(ids, request, note, situation) {
    const of = id => ({ ...request, path: `${CATALOG}/locations/${id}` });
    await this.both.ask({ ...of(ids[0]), buildrun: of(ids[1]) });
    await this.both.settled(note, situation);
  }

  remove(ids, situation) {
    return this.withIds(ids, { method: 'DELETE' }, 'after a location was deleted', situation);
  }

  move(ids, name) {
    return this.withIds(ids, { method: 'PUT', body: JSON.stringify({ type: 'url', target: this.url(name) }) }, `after a location was moved to ${name}`);
  }

  async refresh(entityRef, note) {
    await this.both.ask({ method: 'POST', path: `${CATALOG}/refresh`, body: JSON.stringify({ entityRef }) });
    await this.both.settled(note);
  }
}

async function everyTrial(script) {
  const names = Object.keys(TRIALS);
  for (const name of names) {
    await script.both.ask({ method: 'POST', path: `${CATALOG}/locations?dryRun=true`, body: JSON.stringify({ type: 'url', target: script.url(name) }), note: name });
  }
  const alone = names.filter(name => /^(nested|glob)/.test(name)).map(name => [name]);
  const together = batches(names.filter(name => !/^(nested|glob)/.test(name)).map(name => ({ name, text: TRIALS[name] }))).map(batch => batch.map(({ name }) => name));
  for (const batch of [...together, ...alone]) {
    for (const name of batch) {
      await script.both.ask({ method: 'POST', path: `${CATALOG}/locations`, body: JSON.stringify({ type: 'url', target: script.url(name) }) });
    }
    await script.both.settled(`after ${batch.join(', ')}`);
    await script.both.empty();
    await script.both.settled('after these were deleted');
  }
}

/** One file goes through good and bad times; what was good once stays until something better comes. */
async function oneFile(script) {
  script.write('living.yaml', yaml(component('living'), component('lodger', { dependsOn: ['component:living'] })));
  const ids = await script.register('living.yaml');
  const steps = [
    ['a changed spec', yaml(component('living', { lifecycle: 'deprecated' }), component('lodger', { dependsOn: ['component:living'] }))],
    ['an invalid entity', yaml(component('living', { lifecycle: 'x' }), { ...component('lodger'), spec: { type: 'service' } })],
    ['broken YAML', 'a: [\n'],
    ['a good file again', yaml(component('living'), component('lodger', { dependsOn: ['component:living', 'resource:db'] }))],
    ['a renamed entity', yaml(component('renamed'), component('lodger'))],
    ['an entity less', yaml(component('renamed'))],
    ['a kind that is not allowed', yaml({ ...component('renamed'), kind: 'Nope' })],
    ['nothing', ''],
    ['the first again', yaml(component('living'))],
  ];
  for (const [what, text] of steps) {
    script.write('living.yaml', text);
    await script.both.ask({ method: 'POST', path: `${CATALOG}/locations?onConflict=refresh`, body: JSON.stringify({ type: 'url', target: script.url('living.yaml') }), note: what });
    await script.both.settled(what);
  }
  script.write('living.yaml', yaml(component('living', { lifecycle: 'refreshed' })));
  await script.refresh('component:default/living', 'after a refresh of the entity');
  script.files.remove('trials/living.yaml');
  await script.refresh('component:default/living', 'after the file has gone');
  await script.remove(ids);
}

/** Two files name one entity: the first has it, and the second gets it when the first has gone. */
async function conflict(script) {
  script.write('claim-a.yaml', yaml(component('claimed', { owner: 'a' })));
  script.write('claim-b.yaml', yaml(component('claimed', { owner: 'b' }), component('beside')));
  const first = await script.register('claim-a.yaml');
  const second = await script.register('claim-b.yaml');
  await script.remove(first, 'conflict-takes-over');
  // Where the second has the entity already, a look at its unchanged file changes nothing.
  script.write('claim-b.yaml', yaml(component('claimed', { owner: 'b' }), component('beside', { owner: 'changed' })));
  await script.register('claim-b.yaml', '?onConflict=refresh');
  await script.remove(second);
}

async function moved(script) {
  const ids = await script.register('one.yaml');
  await script.move(ids, 'two.yaml');
  await script.move(ids, 'missing.yaml');
  const other = await script.register('self.yaml');
  await script.move(ids, 'self.yaml');
  await script.remove(other);
  await script.remove(ids);
  await script.remove(ids);
}

/** An entity that its file still has comes back. */
async function deletedEntity(script) {
  const ids = await script.register('two.yaml');
  const answers = await script.both.tell({ method: 'GET', path: `${CATALOG}/entities/by-name/component/default/first` });
  const of = answer => ({ method: 'DELETE', path: `${CATALOG}/entities/by-uid/${json(answer.text).metadata.uid}` });
  await script.both.ask({ ...of(answers[0]), buildrun: of(answers[1]) });
  await script.both.settled('after an entity was deleted that its file still has');
  await script.remove(ids);
}

export async function mutations({ both, files, options, progress }) {
  const random = new Random(options.seed + 2);
  const script = new Script(both, files);
  Object.entries(TRIALS).forEach(([name, text]) => script.write(name, text));
  script.write('definition.txt', 'a definition\n');
  script.write('data.json', '{"a": [1, {"b": null}]}\n');
  await script.register('one.yaml');
  const share = Math.ceil(options.requests / 20);
  for (let count = 0; count < share; count++) {
    progress(`${count} of ${share} checks`);
    await both.ask(validation(random));
    await both.ask(locationRequest(random, script.url('two.yaml'), script.url('one.yaml')));
    if (count % 3 === 0) {
      await both.ask(analysis(random));
    }
  }
  await both.settled('after all that should change nothing');
  await both.empty();
  await both.settled('after all locations were deleted');
  // What an entity that is left behind goes through takes its time on both sides.
  const parts = options.quick ? { moved, conflict } : { moved, conflict, deletedEntity, oneFile, everyTrial };
  for (const [name, part] of Object.entries(parts)) {
    progress(name);
    await part(script);
  }
}
