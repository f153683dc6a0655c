// An organisation made up from a seed: every kind, and every sort of value that a query may meet.
import { stringify } from 'yaml';

const API_VERSIONS = ['backstage.io/v1alpha1', 'backstage.io/v1beta1'];
const TITLES = ['Größe', 'größe', 'Straße', 'STRASSE', 'Ça va', 'İstanbul', 'ΑΣ', '日本語', '🚀 launch', 'e\u0301clair', 'éclair', 'Zebra', 'apple', 'Apple', '_under', '100%', 'a_c', 'abc', 'back\\slash', '  padded  ', "it's", '"quoted"'];
const TAGS = ['java', 'c++', 'c#', 'go', 'a:b', 'python3', 'web-ui', 'k8s'];
const TYPES = ['service', 'Service', 'website', 'library', 'SERVICE', 'data-pipeline'];
const LIFECYCLES = ['production', 'experimental', 'Deprecated'];
const NAMESPACES = ['default', 'default', 'default', 'other', 'team-x'];
const LONG = 'long text '.repeat(30).trim();

/** Some of the values that only a loosely typed field can hold. */
const LOOSE = [1, 42, 3.5, -7, 0, 1e21, 0.1, 1e-7, true, false, null, '', 'true', '42', 'Mixed CASE', 'x'.repeat(200), 'y'.repeat(201), LONG, [], {}, [1, 'Two', true, null], ['One', 'one', 'ONE'], { a: { b: { c: 'Deep' } } }, [{ x: 1 }, { x: 'two' }], [['nested', 'Array']], '日本語', 'ÄÖÜ', '2024-01-01'];

class Organisation {
  #random;
  #names = { component: [], api: [], resource: [], system: [], domain: [], group: [], user: [] };

  constructor(random) {
    this.#random = random;
  }

  #name(kind, index) {
    const r = this.#random;
    const form = r.pick([n => n, n => n.toUpperCase(), n => n.replace('-', '_'), n => n.replace('-', '.'), n => n[0].toUpperCase() + n.slice(1)]);
    return form(`${kind}-${r.pick(['a', 'b', 'cart', 'pay', 'z', 'm'])}${index}`);
  }

  #entity(kind, index, spec, apiVersion = this.#random.pick(API_VERSIONS)) {
    const r = this.#random;
    const metadata = { name: this.#name(kind.toLowerCase(), index) };
    const namespace = r.pick(NAMESPACES);
    if (namespace !== 'default' || r.chance(0.3)) {
      metadata.namespace = namespace;
    }
    if (r.chance(0.6)) metadata.title = r.pick(TITLES);
    if (r.chance(0.5)) metadata.description = r.pick([...TITLES, LONG, '', 'Shared description', 'shared DESCRIPTION']);
    if (r.chance(0.6)) metadata.tags = r.some(TAGS, 0, 4);
    if (r.chance(0.4)) metadata.labels = { 'example.com/Tier': r.pick(['gold', 'Gold', 'silver', '']), plain: r.pick(['x', 'Y']) };
    if (r.chance(0.5)) metadata.annotations = { 'example.com/owner.id': r.pick(['7', 'Seven', LONG]), 'backstage.io/techdocs-ref': 'dir:.' };
    if (r.chance(0.3)) metadata.links = [{ url: 'https://example.com/A', title: r.pick(TITLES), icon: 'Book' }, { url: 'https://example.com/b', type: 'docs' }].slice(0, 1 + r.below(2));
    if (r.chance(0.4)) metadata.extra = r.pick(LOOSE);
    const entity = { apiVersion, kind, metadata, spec: { ...spec, ...this.#loose() } };
    const ref = `${kind.toLowerCase()}:${metadata.namespace ?? 'default'}/${metadata.name}`;
    this.#names[kind.toLowerCase()]?.push(ref);
    return entity;
  }

  #loose() {
    const r = this.#random;
    const fields = {};
    for (const name of ['loose', 'Number', 'deep.dotted', 'list', 'nothing', 'size']) {
      if (r.chance(0.3)) fields[name] = r.pick(LOOSE);
    }
    if (r.chance(0.3)) fields.rank = r.below(12);
    if (r.chance(0.2)) fields.profile = { displayName: r.pick(TITLES), number: r.below(5), mixedCASE: r.pick(['A', 'a', 'B']) };
    return fields;
  }

  /** Something that exists, or sometimes does not. */
  #target(kind) {
    const r = this.#random;
    const names = this.#names[kind];
    return names.length === 0 || r.chance(0.1) ? `${kind}:default/missing-${r.below(5)}` : r.pick(names);
  }

  #owner() {
    return this.#random.weighted([[6, this.#target('group')], [2, this.#target('user')], [1, 'nobody'], [1, 'group:Other/Mixed-Team']]);
  }

  #many(kind, most) {
    return Array.from({ length: this.#random.below(most + 1) }, () => this.#target(kind));
  }

  #group(index) {
    const r = this.#random;
    const spec = { type: r.pick(['team', 'department', 'Team']), children: [] };
    if (r.chance(0.6)) spec.parent = this.#target('group');
    if (r.chance(0.3)) spec.members = this.#many('user', 3);
    return this.#entity('Group', index, spec);
  }

  #user(index) {
    const spec = { memberOf: this.#many('group', 3) };
    if (this.#random.chance(0.5)) spec.profile = { displayName: this.#random.pick(TITLES.filter(title => title !== '')), email: `u${index}@Example.com` };
    return this.#entity('User', index, spec);
  }

  #domain(index) {
    const spec = { owner: this.#owner() };
    if (this.#random.chance(0.3)) spec.subdomainOf = this.#target('domain');
    return this.#entity('Domain', index, spec);
  }

  #system(index) {
    const spec = { owner: this.#owner() };
    if (this.#random.chance(0.5)) spec.domain = this.#target('domain');
    return this.#entity('System', index, spec);
  }

  #api(index) {
    const spec = { type: this.#random.pick(['openapi', 'graphql', 'OpenAPI']), lifecycle: this.#random.pick(LIFECYCLES), owner: this.#owner(), definition: this.#random.pick(['short', LONG]) };
    if (this.#random.chance(0.4)) spec.system = this.#target('system');
    return this.#entity('API', index, spec);
  }

  #resource(index) {
    const spec = { type: this.#random.pick(['database', 's3-bucket']), owner: this.#owner() };
    if (this.#random.chance(0.5)) spec.dependsOn = this.#many('resource', 2);
    if (this.#random.chance(0.2)) spec.dependencyOf = this.#many('component', 2);
    return this.#entity('Resource', index, spec);
  }

  #component(index) {
    const r = this.#random;
    const spec = { type: r.pick(TYPES), lifecycle: r.pick(LIFECYCLES), owner: this.#owner() };
    if (r.chance(0.5)) spec.system = this.#target('system');
    if (r.chance(0.2)) spec.subcomponentOf = this.#target('component');
    if (r.chance(0.3)) spec.providesApis = this.#many('api', 3);
    if (r.chance(0.3)) spec.consumesApis = this.#many('api', 3);
    if (r.chance(0.3)) spec.dependsOn = [...this.#many('resource', 2), ...this.#many('component', 1)];
    return this.#entity('Component', index, spec);
  }

  #template(index) {
    const spec = { type: 'service', steps: [{ id: 'a', name: 'A', action: 'debug:log', input: { message: '${{ parameters.x }}' } }], parameters: [{ title: 'T', properties: { x: { type: 'string' } } }] };
    if (this.#random.chance(0.5)) spec.owner = this.#owner();
    return this.#entity('Template', index, spec, 'scaffolder.backstage.io/v1beta3');
  }

  files(scale) {
    const make = (count, one) => Array.from({ length: Math.ceil(count * scale) }, (_, index) => one.call(this, index));
    return {
      'groups.yaml': make(14, this.#group),
      'users.yaml': make(20, this.#user),
      'domains.yaml': make(6, this.#domain),
      'systems.yaml': make(10, this.#system),
      'apis.yaml': make(16, this.#api),
      'resources.yaml': make(14, this.#resource),
      'components.yaml': make(60, this.#component),
      'templates.yaml': make(5, this.#template),
    };
  }
}

/**
 * Lays the organisation out as files that one Location names.
 *
 * @param scale 1 for about 150 entities
 * @returns `{ target, entities }`
 */
export function layOut(random, files, scale) {
  const folder = 'organisation';
  const made = new Organisation(random).files(scale);
  for (const [name, entities] of Object.entries(made)) {
    files.put(`${folder}/${name}`, entities.map(entity => stringify(entity, { aliasDuplicateObjects: false })).join('---\n'));
  }
  const targets = Object.keys(made).map(name => `./${name}`);
  const root = { apiVersion: 'backstage.io/v1alpha1', kind: 'Location', metadata: { name: 'organisation', description: 'Names the rest' }, spec: { targets } };
  return { target: files.put(`${folder}/all.yaml`, stringify(root)), entities: Object.values(made).flat() };
}
