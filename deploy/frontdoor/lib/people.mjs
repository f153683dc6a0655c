// Requests to either side, and who signs in at the front door.
const PATIENCE_MILLISECONDS = 60_000;

/** Sends a request; the answer is `{ status, body, headers }`, the body as JSON where it is some. */
export async function ask(url, { token, method = 'GET', json, headers = {} } = {}) {
  const answer = await fetch(url, {
    method,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
    body: json && JSON.stringify(json),
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
}

/** The body of an answer with just this status. */
export async function expect(status, url, options) {
  const answer = await ask(url, options);
  if (answer.status !== status) {
    throw new Error(`${options?.method ?? 'GET'} ${url}: expected ${status}, found ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
  }
  return answer.body;
}

/** Tokens of people who have signed in at the front door. */
export class People {
  constructor(door) {
    this.door = door;
  }

  async guest() {
    return (await expect(200, `${this.door}/api/auth/guest/refresh`)).backstageIdentity.token;
  }

  /** @param groups those of somebody whom the catalog does not know; without, the catalog has to */
  async named(user, groups) {
    const headers = { 'x-signed-in': JSON.stringify({ user, groups }) };
    return (await expect(200, `${this.door}/api/auth/header/refresh`, { headers })).backstageIdentity.token;
  }

  /** The token with which a plugin of the front door calls another: on its own behalf, or on that of the user of the token. */
  async plugin(plugin, target, onBehalfOf) {
    return (await expect(200, `${this.door}/api/${plugin}/${onBehalfOf.own ? 'own-token' : 'token'}?target=${target}`, { token: onBehalfOf.user })).token;
  }
}
