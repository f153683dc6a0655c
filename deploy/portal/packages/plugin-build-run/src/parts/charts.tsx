import { shares, ticks, type DayCount } from '../figures/charts';
import { count, day as dayText } from '../figures/format';
import type { Tone } from './marks';

const WIDTH = 640;
const HEIGHT = 160;
const LEFT = 34;
const BOTTOM = 20;

interface Stack {
  /** What the bar is of, told on pointing at it. */
  name: string;
  /** Under the axis; not every bar needs one. */
  label: string;
  parts: { tone: Tone; value: number }[];
}

interface BarsProps {
  /** What one sees, for those who do not. */
  title: string;
  stacks: Stack[];
  unit?: (value: number) => string;
}

/** Upright bars, each in parts that stand on each other. */
export function Bars({ title, stacks, unit = String }: BarsProps) {
  const largest = Math.max(0, ...stacks.map(({ parts }) => parts.reduce((sum, part) => sum + part.value, 0)));
  const lines = ticks(largest);
  const top = lines[lines.length - 1];
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - 8);
  const room = (WIDTH - LEFT) / Math.max(1, stacks.length);
  return (
    <svg className="br-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      {lines.map(line => (
        <g key={line}>
          <path className="br-rule" d={`M ${LEFT} ${y(line)} H ${WIDTH}`} strokeOpacity={line === 0 ? 1 : 0.4} />
          <text className="br-quiet" x={LEFT - 6} y={y(line) + 4} textAnchor="end">
            {unit(line)}
          </text>
        </g>
      ))}
      {stacks.map(({ name, label, parts }, index) => {
        let below = 0;
        return (
          <g key={name}>
            <title>{`${name}: ${parts.map(part => unit(part.value)).join(', ')}`}</title>
            {parts.map(({ tone, value }) => {
              const from = below;
              below += value;
              return value > 0 ? (
                <rect
                  key={tone}
                  data-tone={tone}
                  x={LEFT + index * room + room * 0.15}
                  width={room * 0.7}
                  y={y(below)}
                  height={y(from) - y(below)}
                  rx="2"
                />
              ) : null;
            })}
            <text className="br-quiet" x={LEFT + (index + 0.5) * room} y={HEIGHT - 5} textAnchor="middle">
              {label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Deployments of each day: how many came through and how many did not. */
export function DayBars({ days }: { days: DayCount[] }) {
  const sum = (key: 'succeeded' | 'failed' | 'other') => days.reduce((total, each) => total + each[key], 0);
  const every = Math.ceil(days.length / 7);
  return (
    <div className="br-stack">
      <Bars
        title={`Deployments of the last ${count(days.length, 'day')}: ${sum('succeeded')} succeeded, ${sum('failed')} failed, ${sum('other')} others`}
        stacks={days.map(({ day, succeeded, failed, other }, index) => ({
          name: dayText(day),
          label: (days.length - 1 - index) % every === 0 ? day.slice(5) : '',
          parts: [
            { tone: 'good', value: succeeded },
            { tone: 'bad', value: failed },
            { tone: 'idle', value: other },
          ],
        }))}
      />
      <Legend
        items={[
          ['good', 'succeeded'],
          ['bad', 'failed or refused'],
          ['idle', 'under way or superseded'],
        ]}
      />
    </div>
  );
}

export function Legend({ items }: { items: [Tone, string][] }) {
  return (
    <ul className="br-legend" aria-label="Legend">
      {items.map(([tone, text]) => (
        <li key={tone}>
          <i data-tone={tone} aria-hidden />
          {text}
        </li>
      ))}
    </ul>
  );
}

/** Level bars with names, the largest first as the caller has them. */
export function LevelBars({
  title,
  items,
  unit,
}: {
  title: string;
  items: { name: string; value: number; tone: Tone }[];
  unit: (value: number) => string;
}) {
  const largest = Math.max(...items.map(({ value }) => value), 0) || 1;
  const row = 26;
  const [names, width] = [150, 480];
  return (
    <svg
      className="br-chart"
      viewBox={`0 0 ${width} ${items.length * row}`}
      role="img"
      aria-label={`${title}: ${items.map(({ name, value }) => `${name} ${unit(value)}`).join(', ')}`}
    >
      {items.map(({ name, value, tone }, index) => {
        const length = (value / largest) * (width - names - 70);
        return (
          <g key={name} transform={`translate(0 ${index * row})`}>
            <text x={names - 8} y={17} textAnchor="end">
              {name.length > 22 ? `${name.slice(0, 21)}…` : name}
            </text>
            <rect x={names} y={5} width={Math.max(2, length)} height={16} rx="3" data-tone={tone} />
            <text className="br-quiet" x={names + Math.max(2, length) + 6} y={17}>
              {unit(value)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** How the parts of a whole changed over days: areas on each other, the whole always as high. */
export function ShareArea({
  title,
  days,
}: {
  title: string;
  days: { day: string; parts: { tone: Tone; key: string; value: number }[] }[];
}) {
  // One day alone is as wide as all, or it would have no area.
  const drawn = days.length === 1 ? [days[0], days[0]] : days;
  const x = (index: number) => LEFT + (index * (WIDTH - LEFT)) / Math.max(1, drawn.length - 1);
  const y = (percent: number) => 8 + ((100 - percent) / 100) * (HEIGHT - BOTTOM - 8);
  const placed = drawn.map(
    ({ parts }) =>
      new Map(shares(Object.fromEntries(parts.map(({ key, value }) => [key, value]))).map(share => [share.key, share])),
  );
  const area = (key: string) => {
    let reached = 0;
    const bounds = placed.map(byKey => {
      const share = byKey.get(key);
      reached = share?.from ?? reached;
      return { from: share?.from ?? reached, to: share ? share.from + share.length : reached };
    });
    const over = bounds.map(({ to }, index) => `${x(index)} ${y(to)}`);
    const back = bounds.map(({ from }, index) => `${x(index)} ${y(from)}`).reverse();
    return `M ${[...over, ...back].join(' L ')} Z`;
  };
  return (
    <svg className="br-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      {[0, 50, 100].map(line => (
        <g key={line}>
          <path className="br-rule" d={`M ${LEFT} ${y(line)} H ${WIDTH}`} strokeOpacity={0.5} />
          <text className="br-quiet" x={LEFT - 6} y={y(line) + 4} textAnchor="end">{`${line} %`}</text>
        </g>
      ))}
      {days[0]?.parts.map(({ key, tone }) => (
        <path key={key} d={area(key)} data-tone={tone} fillOpacity={0.75} />
      ))}
      {days.map(({ day }, index) =>
        (days.length - 1 - index) % Math.ceil(days.length / 6) === 0 ? (
          <text
            key={day}
            className="br-quiet"
            x={x(days.length === 1 ? 1 : index)}
            y={HEIGHT - 5}
            textAnchor={index === days.length - 1 ? 'end' : 'middle'}
          >
            {day.slice(5)}
          </text>
        ) : null,
      )}
    </svg>
  );
}
