// Fills a template's form in, as far as its schema says how.

const OF_FIELDS = {
  RepoUrlPicker: 'github.com?owner=acme&repo=my-service',
  OwnerPicker: 'group:default/team-a',
  MyGroupsPicker: 'group:default/team-a',
  EntityPicker: 'component:default/other',
  OwnedEntityPicker: 'component:default/other',
  MultiEntityPicker: ['component:default/other'],
  EntityNamePicker: 'my-service',
  EntityTagsPicker: ['java', 'data'],
  RepoBranchPicker: 'main',
  RepoOwnerPicker: 'acme',
};
const TEXTS = ['my-service', 'MyService', 'service', 'com.acme.service', '1.2.3', 'a', 'my_service', '12345', '8080', 'team-a', 'https://example.com/x', 'a@b.c', 'MY-SERVICE', '1.0.0-SNAPSHOT', 'main'];

function text(schema) {
  const { pattern, minLength = 0, maxLength = Infinity } = schema;
  const matches = value => {
    try {
      return value.length >= minLength && value.length <= maxLength && (!pattern || new RegExp(pattern).test(value));
    } catch {
      return true;
    }
  };
  return TEXTS.find(matches) ?? 'x'.repeat(Math.min(Math.max(minLength, 1), 50));
}

/** @param variant 0 takes defaults and the first of several, 1 the last of several and the other boolean */
function value(schema, variant, depth = 0) {
  if (typeof schema !== 'object' || schema === null || depth > 6) {
    return undefined;
  }
  const options = schema.enum ?? schema.oneOf?.map(({ const: constant }) => constant).filter(constant => constant !== undefined);
  if (schema.const !== undefined) {
    return schema.const;
  }
  if (schema.default !== undefined && variant === 0) {
    return schema.default;
  }
  if (Array.isArray(options) && options.length > 0) {
    return options.at(variant === 0 ? 0 : -1);
  }
  if (OF_FIELDS[schema['ui:field']] !== undefined) {
    return OF_FIELDS[schema['ui:field']];
  }
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'boolean': return variant === 0;
    case 'integer':
    case 'number': return schema.minimum ?? (typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum + 1 : 3);
    case 'array': {
      const item = value(Array.isArray(schema.items) ? schema.items[0] : schema.items, variant, depth + 1);
      return item === undefined ? [] : [item];
    }
    case 'object': return object(schema, variant, depth + 1);
    default: return text(schema);
  }
}

function object(schema, variant, depth) {
  const filled = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const found = value(property, variant, depth);
    if (found !== undefined) {
      filled[name] = found;
    }
  }
  for (const [name, dependency] of Object.entries(schema.dependencies ?? {})) {
    const branches = dependency?.oneOf ?? (dependency?.properties ? [dependency] : []);
    const chosen = branches.find(branch => {
      const wanted = branch.properties?.[name];
      return !wanted || wanted.const === filled[name] || wanted.enum?.includes(filled[name]);
    });
    if (name in filled && chosen) {
      Object.assign(filled, { ...object(chosen, variant, depth), ...filled });
    }
  }
  for (const branch of schema.allOf ?? []) {
    Object.assign(filled, { ...object(branch, variant, depth), ...(branch.then ? object(branch.then, variant, depth) : {}), ...filled });
  }
  return filled;
}

/** What a user would enter on all pages. */
export function filledIn(parameters, variant) {
  const pages = Array.isArray(parameters) ? parameters : parameters ? [parameters] : [];
  return Object.assign({}, ...pages.filter(page => page && typeof page === 'object').map(page => object(page, variant, 0)));
}
