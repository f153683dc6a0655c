// Takes parts out of a JSON value as long as what is interesting about it stays.

const MAX_TRIES = 1500;

/** Every value that has one entry less, or something small instead of one, the outer ones first. */
function* smaller(value) {
  if (value === null || typeof value !== 'object') {
    return;
  }
  for (const key of Object.keys(value)) {
    if (Array.isArray(value)) {
      yield value.filter((_, index) => String(index) !== key);
    } else {
      const { [key]: _, ...rest } = value;
      yield rest;
    }
  }
  for (const key of Object.keys(value)) {
    for (const part of smaller(value[key])) {
      const copy = Array.isArray(value) ? [...value] : { ...value };
      copy[key] = part;
      yield copy;
    }
  }
}

/** @param isInteresting a promise for whether a value still shows it */
export async function shrinkJson(value, isInteresting) {
  let least = value;
  let tries = 0;
  for (let again = true; again; ) {
    again = false;
    for (const candidate of smaller(least)) {
      if (++tries > MAX_TRIES) {
        return least;
      }
      if (await isInteresting(candidate)) {
        least = candidate;
        again = true;
        break;
      }
    }
  }
  return least;
}
