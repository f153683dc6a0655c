// The service under test, spoken to directly: what the browser shows is compared with what this says.

/** Reads `--name value` and `--name` from the command line; an option that is not in `known` ends the program. */
export function options(known) {
  const given = { ...known };
  const words = process.argv.slice(2);
  while (words.length > 0) {
    const word = words.shift();
    const name = word.replace(/^--/, '');
    if (!word.startsWith('--') || !(name in known)) {
      console.error(`unknown option ${word}; known are ${Object.keys(known).map(key => `--${key}`).join(', ')}`);
      process.exit(2);
    }
    given[name] = typeof known[name] === 'boolean' ? true : words.shift();
  }
  return { ...given, base: given.base.replace(/\/+$/, '') };
}

/** A guest's token, as the portal itself gets it. */
export async function guestToken(base) {
  const response = await fetch(`${base}/api/auth/guest/refresh`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) {
    throw new Error(`GET /api/auth/guest/refresh: expected 200, found ${response.status} ${await response.text()}`);
  }
  return (await response.json()).backstageIdentity.token;
}

let speaker = guestToken;

/** Has another than a guest ask from now on: whoever this gives a token of. */
export function speakAs(token) {
  speaker = token;
}

/** A token of whoever asks. */
export const token = base => speaker(base);

/** GETs a path below the base and gives the JSON of a 200. */
export async function getJson(base, path) {
  const headers = { authorization: `Bearer ${await token(base)}` };
  const response = await fetch(base + path, { headers, signal: AbortSignal.timeout(60_000) });
  if (response.status !== 200) {
    throw new Error(`GET ${path}: expected 200, found ${response.status} ${(await response.text()).slice(0, 300)}`);
  }
  return response.json();
}

/** Asks again until `probe` gives something or the time is over. */
export async function eventually(what, milliseconds, probe) {
  const end = performance.now() + milliseconds;
  for (;;) {
    const found = await probe();
    if (found) {
      return found;
    }
    if (performance.now() > end) {
      throw new Error(`expected ${what} within ${milliseconds / 1000} s`);
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}
