// Texts for people. Pure functions, so that tests can hold them to examples.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest units: `3 d 4 h`, `12 min`, `40 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole >= DAY) {
    return two(Math.floor(whole / DAY), 'd', Math.floor((whole % DAY) / HOUR), 'h');
  }
  if (whole >= HOUR) {
    return two(Math.floor(whole / HOUR), 'h', Math.floor((whole % HOUR) / MINUTE), 'min');
  }
  return whole >= MINUTE ? two(Math.floor(whole / MINUTE), 'min', whole % MINUTE, 's') : `${whole} s`;
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 || large >= 10 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** How far a moment is from `now`: `in 3 d`, `5 min ago`, `just now`. Only the largest unit, which is what one looks for. */
export function fromNow(at: string, now: Date): string {
  const seconds = (Date.parse(at) - now.getTime()) / 1000;
  if (Number.isNaN(seconds)) {
    return at;
  }
  const length = Math.abs(seconds);
  if (length < 45) {
    return 'just now';
  }
  const text = largest(length);
  return seconds > 0 ? `in ${text}` : `${text} ago`;
}

function largest(seconds: number): string {
  if (seconds < 45 * MINUTE) {
    return `${Math.max(1, Math.round(seconds / MINUTE))} min`;
  }
  if (seconds < 22 * HOUR) {
    return `${Math.round(seconds / HOUR)} h`;
  }
  const days = Math.round(seconds / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** A moment as the reader's own clock has it, without seconds. */
export function moment(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : date.toLocaleString(undefined, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
}

/** Only the day of it. */
export function day(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : date.toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
}

/** A share of one as a percentage, `-` where nobody knows it. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '-' : `${Math.round(share * 1000) / 10} %`;
}

/** A number with at most two digits behind the point, `-` where nobody knows it. */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : String(Math.round(value * 100) / 100);
}

/** `1 pod`, `3 pods`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** What an image is called, and which one exactly, without the registry and with as much of the digest as tells it apart. */
export function image(reference: string): { name: string; version: string } {
  const [path, digest] = reference.split('@', 2) as [string, string?];
  const last = path.slice(path.lastIndexOf('/') + 1);
  const [name, tag] = last.split(':', 2) as [string, string?];
  const short = digest?.replace(/^sha256:/, '').slice(0, 12);
  return { name, version: [tag, short].filter(Boolean).join(' · ') || 'no version' };
}

/** The parts of a full entity reference such as `component:default/cart`; of anything else, all of it as the name. */
export function parts(ref: string): { kind: string; namespace: string; name: string } {
  const [, kind, namespace, name] = /^([^:/]+):([^/]+)\/(.+)$/.exec(ref) ?? [];
  return { kind: kind ?? '', namespace: namespace ?? '', name: name ?? ref };
}

/** `platform/redis`, and only `cart` in the namespace that nobody has to name. */
export function shortName(ref: string): string {
  const { namespace, name } = parts(ref);
  return namespace === '' || namespace === 'default' ? name : `${namespace}/${name}`;
}

/** The points of a message that has several: what stands before the first colon that ends a clause, then one each, then what to do. */
export function points(message: string): string[] {
  const [first, ...others] = message.split('; ');
  if (others.length < 2) {
    return [message];
  }
  const [, head, point] = /^(.*?): (.*)$/s.exec(first) ?? [];
  return [...(head && point ? [`${head}:`, point] : [first]), ...others];
}
