// Entities with a fault or two, and addresses, for the routes that check them.
import { stringify } from 'yaml';

const VALID = {
  Component: { type: 'service', lifecycle: 'production', owner: 'team' },
  API: { type: 'openapi', lifecycle: 'production', owner: 'team', definition: 'text' },
  Resource: { type: 'database', owner: 'team' },
  System: { owner: 'team' },
  Domain: { owner: 'team' },
  Group: { type: 'team', children: [] },
  User: { memberOf: [] },
  Location: { type: 'url' },
  Template: { type: 'service', steps: [{ action: 'debug:log' }] },
};

const ODD = [null, 1, true, '', ' ', 'a b', [], ['x'], [''], [1], {}, { x: 1 }, 'x'.repeat(64), '-x', 'x-', 'Ünïcode', 'a/b', 'a:b', 'a:b/c', ':', '/', 'a--b', 'UPPER', 'x_y', '1.0'];
const PATHS = ['apiVersion', 'kind', 'metadata', 'spec', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'metadata.etag', 'metadata.title', 'metadata.description', 'metadata.labels', 'metadata.labels.x', 'metadata.labels.A/b', 'metadata.annotations', 'metadata.annotations.x', 'metadata.annotations.A/b', 'metadata.annotations.a/b/c', 'metadata.tags', 'metadata.tags.0', 'metadata.links', 'metadata.links.0', 'metadata.links.0.url', 'metadata.links.0.title', 'metadata.links.0.icon', 'metadata.links.0.type', 'relations', 'status', 'extra', 'spec.type', 'spec.lifecycle', 'spec.owner', 'spec.system', 'spec.subcomponentOf', 'spec.providesApis', 'spec.consumesApis', 'spec.dependsOn', 'spec.dependsOn.0', 'spec.dependencyOf', 'spec.definition', 'spec.domain', 'spec.subdomainOf', 'spec.children', 'spec.parent', 'spec.members', 'spec.profile', 'spec.profile.displayName', 'spec.profile.email', 'spec.memberOf', 'spec.target', 'spec.targets', 'spec.presence', 'spec.steps', 'spec.steps.0', 'spec.steps.0.action', 'spec.steps.0.if', 'spec.steps.0.input', 'spec.parameters', 'spec.output', 'spec.presentation'];
const API_VERSIONS = ['backstage.io/v1alpha1', 'backstage.io/v1beta1', 'backstage.io/v1', 'scaffolder.backstage.io/v1beta3', 'v1', 'a/b/c', 'Backstage.io/v1alpha1', ''];

function put(entity, path, value) {
  const steps = path.split('.');
  const last = steps.pop();
  let place = entity;
  for (const [index, step] of steps.entries()) {
    const following = steps[index + 1] ?? last;
    if (place[step] === null || typeof place[step] !== 'object') {
      place[step] = following === '0' ? [] : {};
    }
    place = place[step];
  }
  place[last] = value;
}

function remove(entity, path) {
  const steps = path.split('.');
  const last = steps.pop();
  const place = steps.reduce((found, step) => found?.[step], entity);
  if (place && typeof place === 'object') {
    delete place[last];
  }
}

export function validEntity(random) {
  const kind = random.pick(Object.keys(VALID));
  const apiVersion = kind === 'Template' ? 'scaffolder.backstage.io/v1beta3' : random.pick(['backstage.io/v1alpha1', 'backstage.io/v1beta1']);
  return structuredClone({ apiVersion, kind, metadata: { name: `checked-${random.below(1000)}` }, spec: VALID[kind] });
}

/** A good entity that was changed in up to two places; it may still be good. */
export function faultyEntity(random) {
  const entity = validEntity(random);
  const present = Object.keys(entity.spec).map(key => `spec.${key}`);
  for (let count = random.weighted([[1, 0], [6, 1], [3, 2]]); count > 0; count--) {
    random.weighted([
      [6, () => put(entity, random.pick(PATHS), random.pick(ODD))],
      [3, () => remove(entity, random.pick([...present, 'apiVersion', 'kind', 'metadata', 'spec', 'metadata.name']))],
      [2, () => put(entity, random.pick(present), random.pick(ODD))],
      [1, () => put(entity, 'apiVersion', random.pick(API_VERSIONS))],
      [1, () => put(entity, 'kind', random.pick(['component', 'Nope', 'GROUP', 'a-b']))],
    ])();
  }
  return entity;
}

export function validation(random) {
  const body = random.weighted([
    [12, () => ({ entity: faultyEntity(random), location: 'url:http://localhost/x.yaml' })],
    [1, () => ({ entity: validEntity(random), location: random.pick(['file:/x', 'nonsense', '', 'http://x', 'url:', ':x', 'url:javascript:alert(1)', 1, null]) })],
    [1, () => ({ entity: random.pick([null, 'x', [], {}, 1]), location: 'url:http://localhost/x.yaml' })],
    [0.5, () => random.pick([{}, [], { entity: {} }, { location: 'url:x' }, { entity: validEntity(random), location: 'url:http://localhost/x', x: 1 }])],
  ])();
  return { method: 'POST', path: '/api/catalog/validate-entity', body: JSON.stringify(body) };
}

const ADDRESSES = ['https://github.com/o/r', 'https://github.com/o/r/', 'https://github.com/o/r.git', 'https://github.com/o/r/blob/main/catalog-info.yaml', 'https://github.com/o/r/tree/main', 'https://gitlab.com/g/s/r', 'https://gitlab.com/g/r/-/blob/main/x.yaml', 'https://dev.azure.com/org/project/_git/repo', 'https://bitbucket.org/o/r', 'https://bitbucket.org/o/r/src/main/x.yaml', 'https://example.com/o/r', 'https://example.com/o', 'https://example.com/', 'https://example.com', 'http://localhost/x.yaml', 'git@github.com:o/r.git', 'ssh://git@github.com/o/r.git', 'nonsense', '', 'o/r', 'http://', 'https://github.com/o', 'https://github.com', 'file:///x/y', 'javascript:alert(1)', 'https://example.com/a b/c', 'https://user:pw@example.com/o/r', 'https://example.com:8443/o/r?x=1#y'];

export function analysis(random) {
  const body = random.weighted([
    [8, () => ({ location: { type: 'url', target: random.pick(ADDRESSES) } })],
    [1, () => ({ location: { type: random.pick(['file', '', 1]), target: random.pick(ADDRESSES) } })],
    [1, () => ({ location: { type: 'url', target: 'https://example.com/o/r', presence: 'required' } })],
    [1, () => ({ location: { type: 'url', target: 'https://example.com/o/r' }, catalogFilename: random.pick(['x.yaml', 1]) })],
    [1, () => random.pick([{}, { location: null }, { location: 'x' }, { location: { type: 'url' } }, { location: { target: 'x' } }, [], { location: { type: 'url', target: 1 } }, { location: { type: 'url', target: 'https://example.com/o/r' }, x: 1 }])],
  ])();
  return { method: 'POST', path: '/api/catalog/analyze-location', body: JSON.stringify(body) };
}

export const yaml = (...entities) => entities.map(entity => stringify(entity)).join('---\n');
