// Puts descriptor files together that can be registered at once.
import { parseAllDocuments } from 'yaml';

const BATCH = 24;

export function documents(text) {
  try {
    return parseAllDocuments(text).map(document => document.toJS());
  } catch {
    return [];
  }
}

const refs = text => documents(text).map(entity => `${entity?.kind}:${entity?.metadata?.namespace ?? 'default'}/${entity?.metadata?.name}`.toLowerCase());

/**
 * No two of a batch describe the same entity, since it is chance which of them would have it.
 *
 * @param descriptors `[{ text, … }, …]`
 */
export function batches(descriptors) {
  const all = [];
  for (const descriptor of descriptors) {
    const own = refs(descriptor.text);
    let batch = all.find(({ members, taken }) => members.length < BATCH && !own.some(ref => taken.has(ref)));
    if (!batch) {
      batch = { members: [], taken: new Set() };
      all.push(batch);
    }
    batch.members.push(descriptor);
    own.forEach(ref => batch.taken.add(ref));
  }
  return all.map(({ members }) => members);
}
