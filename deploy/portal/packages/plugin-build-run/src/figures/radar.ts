// Where the dots of the technology radar are: rings from the middle outwards, spread over a half circle.

export const RINGS = ['adopt', 'trial', 'hold'] as const;
export type Ring = (typeof RINGS)[number];

export interface Dot<T> {
  item: T;
  number: number;
  x: number;
  y: number;
}

/** The outer radius of a ring where all of the radar has the radius 1. The inner rings get more room, since the labels stand there. */
export function ringRadius(ring: Ring): number {
  return { adopt: 0.5, trial: 0.77, hold: 1 }[ring];
}

function innerRadius(ring: Ring): number {
  return ring === 'adopt' ? 0.12 : ringRadius(RINGS[RINGS.indexOf(ring) - 1]);
}

/**
 * Places items, each in its ring, on the upper half of a circle of the radius 1 around (0, 0), y growing downwards. The items of a ring are
 * spread evenly, every other one nearer to the middle, so that as many as possible keep apart. Numbers are those of the list.
 */
export function place<T extends { ring: Ring }>(items: T[]): Dot<T>[] {
  return RINGS.flatMap(ring => {
    const inRing = items.map((item, index) => ({ item, number: index + 1 })).filter(({ item }) => item.ring === ring);
    const [inner, outer] = [innerRadius(ring), ringRadius(ring)];
    return inRing.map(({ item, number }, index) => {
      const angle = Math.PI * (1 - (index + 0.5) / inRing.length);
      const radius = inner + (outer - inner) * (inRing.length < 4 || index % 2 === 0 ? 0.6 : 0.35);
      return { item, number, x: radius * Math.cos(angle), y: -radius * Math.sin(angle) };
    });
  });
}
