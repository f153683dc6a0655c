import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { shares, ticks, type DayCount } from '../figures/charts';
import { count, day as dayText } from '../figures/format';
import type { Tone } from './marks';

const HEIGHT = 180;
const LEFT = 42;
const BOTTOM = 20;

interface DrawingProps {
  /** What one sees, for those who do not. */
  title: string;
  height: number;
  children: (width: number) => ReactNode;
}

/** A picture as wide as the room for it, drawn anew for each width: stretched, its letters would be larger or smaller than those around it. */
function Drawing({ title, height, children }: DrawingProps) {
  const room = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.floor(contentRect.width)));
    observer.observe(room.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={room} className="br-chart">
      <svg width={width} height={height} role="img" aria-label={title}>
        {width > 0 && children(width)}
      </svg>
    </div>
  );
}

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
  return (
    <Drawing title={title} height={HEIGHT}>
      {width => {
        const room = (width - LEFT) / Math.max(1, stacks.length);
        return (
          <>
            <Axis lines={lines} width={width} y={y} unit={unit} />
            {stacks.map((stack, index) => (
              <Bar key={stack.name} stack={stack} from={LEFT + index * room} room={room} y={y} unit={unit} />
            ))}
          </>
        );
      }}
    </Drawing>
  );
}

interface AxisProps {
  lines: number[];
  width: number;
  y: (value: number) => number;
  unit: (value: number) => string;
}

function Axis({ lines, width, y, unit }: AxisProps) {
  return (
    <>
      {lines.map(line => (
        <g key={line}>
          <path className="br-rule" d={`M ${LEFT} ${y(line)} H ${width}`} strokeOpacity={line === 0 ? 1 : 0.4} />
          <text className="br-quiet" x={LEFT - 6} y={y(line) + 4} textAnchor="end">
            {unit(line)}
          </text>
        </g>
      ))}
    </>
  );
}

interface BarProps extends Pick<AxisProps, 'y' | 'unit'> {
  stack: Stack;
  /** Where its room begins, and how wide that is. */
  from: number;
  room: number;
}

// Few days on a wide page would be blocks rather than bars.
const WIDEST_BAR = 48;

function Bar({ stack: { name, label, parts }, from: left, room, y, unit }: BarProps) {
  const middle = left + room / 2;
  const wide = Math.min(WIDEST_BAR, room * 0.7);
  let below = 0;
  return (
    <g>
      <title>{`${name}: ${parts.map(part => unit(part.value)).join(', ')}`}</title>
      {parts.map(({ tone, value }) => {
        const from = below;
        below += value;
        return value > 0 ? (
          <rect
            key={tone}
            data-tone={tone}
            x={middle - wide / 2}
            width={wide}
            y={y(below)}
            height={y(from) - y(below)}
            rx="2"
          />
        ) : null;
      })}
      <text className="br-quiet" x={middle} y={HEIGHT - 5} textAnchor="middle">
        {label}
      </text>
    </g>
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
  return (
    <Drawing
      title={`${title}: ${items.map(({ name, value }) => `${name} ${unit(value)}`).join(', ')}`}
      height={items.length * row}
    >
      {width => {
        const names = Math.min(160, width * 0.4);
        return items.map(({ name, value, tone }, index) => {
          const length = Math.max(2, (value / largest) * (width - names - 70));
          return (
            <g key={name} transform={`translate(0 ${index * row})`}>
              <title>{`${name}: ${unit(value)}`}</title>
              <text x={names - 8} y={17} textAnchor="end">
                {shortened(name, names / 7)}
              </text>
              <rect x={names} y={5} width={length} height={16} rx="3" data-tone={tone} />
              <text className="br-quiet" x={names + length + 6} y={17}>
                {unit(value)}
              </text>
            </g>
          );
        });
      }}
    </Drawing>
  );
}

const shortened = (name: string, letters: number) =>
  name.length > letters ? `${name.slice(0, Math.max(1, Math.floor(letters) - 1))}…` : name;

/** How the parts of a whole changed over days: areas on each other, the whole always as high. */
export function ShareArea({
  title,
  days,
}: {
  title: string;
  days: DayOfParts[];
}) {
  const y = (percent: number) => 8 + ((100 - percent) / 100) * (HEIGHT - BOTTOM - 8);
  return (
    <Drawing title={title} height={HEIGHT}>
      {width => {
        const x = (index: number) => LEFT + (index * (width - LEFT)) / Math.max(1, days.length - 1);
        return (
          <>
            {areas(days, x, y, width).map(({ key, tone, path }) => (
              <path key={key} d={path} data-tone={tone} fillOpacity={0.75} />
            ))}
            <Axis lines={[0, 50, 100]} width={width} y={y} unit={line => `${line} %`} />
            <DayLabels days={days.map(({ day }) => day)} x={index => (days.length === 1 ? width : x(index))} />
          </>
        );
      }}
    </Drawing>
  );
}

interface DayOfParts {
  day: string;
  parts: { tone: Tone; key: string; value: number }[];
}

/** The outline of each part, from the first day to the last and back below. One day alone is as wide as all, or it would have no area. */
function areas(days: DayOfParts[], x: (index: number) => number, y: (percent: number) => number, width: number) {
  const placed = days.map(
    ({ parts }) =>
      new Map(shares(Object.fromEntries(parts.map(({ key, value }) => [key, value]))).map(share => [share.key, share])),
  );
  const reached = days.map(() => 0);
  return (days[0]?.parts ?? []).map(({ key, tone }) => {
    const bounds = placed.map((byKey, index) => {
      const share = byKey.get(key);
      const from = reached[index];
      reached[index] = share ? share.from + share.length : from;
      return { at: x(index), from, to: reached[index] };
    });
    const drawn = bounds.length === 1 ? [bounds[0], { ...bounds[0], at: width }] : bounds;
    const over = drawn.map(({ at, to }) => `${at} ${y(to)}`);
    const back = drawn.map(({ at, from }) => `${at} ${y(from)}`).reverse();
    return { key, tone, path: `M ${[...over, ...back].join(' L ')} Z` };
  });
}

function DayLabels({ days, x }: { days: string[]; x: (index: number) => number }) {
  const every = Math.ceil(days.length / 6);
  return (
    <>
      {days.map((day, index) =>
        (days.length - 1 - index) % every === 0 ? (
          <text
            key={day}
            className="br-quiet"
            x={x(index)}
            y={HEIGHT - 5}
            textAnchor={index === days.length - 1 ? 'end' : index === 0 ? 'start' : 'middle'}
          >
            {day.slice(5)}
          </text>
        ) : null,
      )}
    </>
  );
}
