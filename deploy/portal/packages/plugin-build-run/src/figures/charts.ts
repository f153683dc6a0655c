// The numbers behind the charts: what is counted per day, how high a bar is, where an axis has its lines.

export interface DayCount {
  /** `2026-11-25`, in the reader's own time zone. */
  day: string;
  succeeded: number;
  failed: number;
  other: number;
}

interface Happening {
  at: string;
  outcome: 'succeeded' | 'failed' | 'other';
}

/** The name of a day as the reader's calendar has it. */
export function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** What happened on each of the last days, today last; days without anything are there too. */
export function perDay(happenings: Happening[], days: number, now: Date): DayCount[] {
  const counts = new Map<string, DayCount>();
  for (let back = days - 1; back >= 0; back--) {
    const day = dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - back));
    counts.set(day, { day, succeeded: 0, failed: 0, other: 0 });
  }
  for (const { at, outcome } of happenings) {
    const day = counts.get(dayOf(new Date(at)));
    if (day) {
      day[outcome]++;
    }
  }
  return [...counts.values()];
}

/** The lines of an axis from 0 to at least `largest`: 3 to 6 round numbers. */
export function ticks(largest: number): number[] {
  if (largest <= 0) {
    return [0, 1];
  }
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(each => each >= rough) ?? 10 * power;
  const lines = [];
  for (let line = 0; line < largest + step; line += step) {
    lines.push(Math.round(line * 1e6) / 1e6);
  }
  return lines;
}

export interface Share {
  key: string;
  value: number;
  /** Where it begins and how long it is, of 100. */
  from: number;
  length: number;
}

/** Parts of a whole, one after the other; those that are 0 are left out. */
export function shares(values: Record<string, number>): Share[] {
  const total = Object.values(values).reduce((sum, value) => sum + value, 0);
  let from = 0;
  return Object.entries(values)
    .filter(([, value]) => value > 0)
    .map(([key, value]) => {
      const share = { key, value, from, length: (100 * value) / total };
      from += share.length;
      return share;
    });
}
