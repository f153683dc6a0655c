// Where Buildrun answers otherwise on purpose. Each has its line in docs/COMPATIBILITY.md under the same id.

/** `applies` sees the request, both answers in comparable form, and the places where they differ. */
const KNOWN = [];

export const KNOWN_IDS = KNOWN.map(({ id }) => id);

/** The id of the known difference that this is, or undefined. */
export function explain(request, backstage, buildrun, found) {
  return KNOWN.find(({ applies }) => applies(request, backstage, buildrun, found))?.id;
}
