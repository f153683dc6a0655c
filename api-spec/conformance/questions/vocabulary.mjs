// The words that questions are made of: fields and values that are in the catalog, and some that are not.

const OTHER_KEYS = ['nope', 'metadata.nope', 'spec', 'metadata', 'relations', 'status', 'metadata.etag', 'spec.type.nope', 'kind.x', 'metadata.name.', '.kind', 'a b', 'größe'];
const OTHER_VALUES = ['', 'nope', 'default', 'true', 'false', '42', '3.50', 'null', '0', '1e21', 'a%', '_', 'İ', 'ß', "o'hara", 'x=y', '日本', '*', '  ', 'z'.repeat(201)];

function walk(value, path, visit) {
  if (Array.isArray(value)) {
    value.forEach(item => {
      if (typeof item === 'string') {
        visit(`${path}.${item}`, 'true');
      }
      walk(item, path, visit);
    });
  } else if (value !== null && typeof value === 'object') {
    Object.entries(value).forEach(([key, item]) => walk(item, path ? `${path}.${key}` : key, visit));
  } else {
    visit(path, value === null ? null : String(value));
  }
}

export class Vocabulary {
  #values = new Map();

  /** @param entities as served by the catalog, all of them */
  constructor(entities) {
    this.entities = entities;
    this.refs = entities.map(entity => `${entity.kind}:${entity.metadata.namespace}/${entity.metadata.name}`);
    for (const { relations, status, ...entity } of entities) {
      walk(entity, '', (key, value) => this.#add(key, value));
      relations?.forEach(({ type, targetRef }) => this.#add(`relations.${type}`, targetRef));
    }
    this.keys = [...this.#values.keys()].filter(key => !key.includes(',') && !key.startsWith('$'));
    this.common = ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'metadata.description', 'metadata.tags', 'spec.type', 'spec.lifecycle', 'spec.owner', 'spec.system', 'spec.rank', 'spec.loose', 'spec.list', 'spec.number', 'metadata.extra', 'relations.ownedBy', 'relations.hasPart', 'metadata.uid', 'metadata.annotations.example.com/owner.id', 'metadata.labels.example.com/Tier'];
  }

  #add(key, value) {
    const values = this.#values.get(key) ?? new Set();
    this.#values.set(key, values.add(value));
  }

  key(random) {
    return this.#mixed(random, random.weighted([[6, random.pick(this.common)], [4, random.pick(this.keys)], [1, random.pick(OTHER_KEYS)]]));
  }

  /** A value that the field has somewhere, or not. */
  value(random, key) {
    const own = [...(this.#values.get(key) ?? this.#values.get(this.keys.find(known => known.toLowerCase() === key.toLowerCase())) ?? [])].filter(value => value !== null);
    const value = own.length > 0 && random.chance(0.8) ? random.pick(own) : random.pick(OTHER_VALUES);
    return this.#mixed(random, value);
  }

  prefix(random, key) {
    const value = this.value(random, key);
    return [...value].slice(0, 1 + random.below(6)).join('');
  }

  ref(random) {
    return random.pick(this.refs);
  }

  #mixed(random, text) {
    return random.weighted([[8, text], [1, text.toLowerCase()], [1, text.toUpperCase()]]);
  }
}
