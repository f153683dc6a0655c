// Filters as a query parameter has them, predicates as a body has them, and what else a question consists of.

/** One `filter` parameter: statements with commas between. */
export function filter(random, words) {
  const statement = () => {
    const key = words.key(random);
    return random.weighted([
      [7, () => `${key}=${words.value(random, key).replaceAll(',', '')}`],
      [2, () => key],
      [0.3, () => `${key}=`],
      [0.3, () => ` ${key} = ${words.value(random, key).replaceAll(',', '')} `],
      [0.2, () => ''],
    ])();
  };
  return Array.from({ length: random.weighted([[5, 1], [3, 2], [1, 3]]) }, statement).join(',');
}

export function filters(random, words) {
  return Array.from({ length: random.weighted([[2, 0], [5, 1], [2, 2], [1, 3]]) }, () => filter(random, words)).filter(text => text !== '');
}

/** A primitive in one of the types that JSON has. */
function primitive(random, words, key) {
  const value = words.value(random, key);
  return random.weighted([[8, value], [1, Number.isFinite(Number(value)) && value.trim() !== '' ? Number(value) : value], [1, ['true', 'false'].includes(value) ? value === 'true' : value], [0.3, random.below(12)], [0.2, random.chance(0.5)]]);
}

function condition(random, words, key) {
  return random.weighted([
    [6, () => primitive(random, words, key)],
    [2, () => ({ $exists: random.chance(0.6) })],
    [3, () => ({ $in: Array.from({ length: random.below(4) }, () => primitive(random, words, key)) })],
    [2, () => ({ $hasPrefix: words.prefix(random, key) })],
    [2, () => ({ $contains: primitive(random, words, key) })],
  ])();
}

function relation(random, words) {
  const type = random.pick(['ownedBy', 'ownerOf', 'partOf', 'hasPart', 'OWNEDBY', 'dependsOn', 'memberOf', 'nope']);
  const target = random.weighted([[2, undefined], [3, words.ref(random)], [2, { $in: Array.from({ length: 1 + random.below(3) }, () => words.ref(random)) }]]);
  return { relations: { $contains: { [random.pick(['type', 'type', 'TYPE'])]: type, ...(target === undefined ? {} : { targetRef: target }) } } };
}

function fields(random, words) {
  const chosen = Array.from({ length: random.weighted([[6, 1], [3, 2], [1, 0]]) }, () => words.key(random)).filter(key => !key.startsWith('$'));
  return Object.fromEntries(chosen.map(key => [key, condition(random, words, key)]));
}

/** A predicate that holds to the grammar. */
export function predicate(random, words, depth = 3) {
  const inner = () => predicate(random, words, depth - 1);
  const several = least => Array.from({ length: least + random.below(3) }, inner);
  return random.weighted([
    [5, () => fields(random, words)],
    [1, () => relation(random, words)],
    ...(depth > 0 ? [[2, () => ({ $all: several(0) })], [2, () => ({ $any: several(0) })], [1.5, () => ({ $not: inner() })]] : []),
  ])();
}

/** A `fields` list. */
export function projection(random, words) {
  const nested = ['metadata', 'spec', 'kind', 'metadata.name', 'metadata.tags.0', 'metadata.tags.1', 'metadata.links.0.url', 'relations', 'relations.0.type', 'metadata.annotations', 'metadata.annotations.backstage.io/managed-by-location', 'spec.deep.dotted', 'spec.list.0', 'spec.list', 'spec.profile.displayName', 'nope', 'metadata.nope', 'spec.loose.a.b', 'metadata.labels.example.com/Tier', 'Kind', 'status'];
  return random.some([...nested, words.key(random).trim(), words.key(random).trim()].filter(field => field !== '' && !/[,[]/.test(field)), 1, 4);
}

export function direction(random) {
  return random.pick(['asc', 'desc']);
}

/** A term that is somewhere in the values; without the wildcards that only the original knows. */
export function term(random, words, key) {
  const characters = [...words.value(random, key).trim()];
  const from = random.below(Math.max(1, characters.length - 2));
  return characters.slice(from, from + 1 + random.below(4)).join('').replaceAll(/[%_\\]/g, '');
}
