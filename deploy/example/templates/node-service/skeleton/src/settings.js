/**
 * What the environment decides. Everything has a default.
 *
 * @returns {{port: number, drainSeconds: number, graceSeconds: number}} port: where to listen, 0 takes any free port;
 *   drainSeconds: how long to go on serving after the platform was told that we are not ready any more;
 *   graceSeconds: how long requests that have begun may take to finish after that
 */
export function settingsFrom(environment) {
  return {
    port: number(environment, 'PORT', ${{ values.port }}, 65535),
    drainSeconds: number(environment, 'DRAIN_SECONDS', 0, 600),
    graceSeconds: number(environment, 'GRACE_SECONDS', 20, 600),
  };
}

function number(environment, name, otherwise, most) {
  const text = environment[name]?.trim();
  if (!text) {
    return otherwise;
  }
  if (!/^\d{1,6}$/.test(text) || Number(text) > most) {
    throw new Error(`${name} must be a number from 0 to ${most}, but is '${environment[name]}'`);
  }
  return Number(text);
}
