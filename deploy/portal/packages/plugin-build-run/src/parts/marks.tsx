import type { ReactNode } from 'react';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import type { DeploymentStatus, Moment, Outcome, RolloutState, Summary, WaiverStatus } from '../api';
import { shares } from '../figures/charts';
import { fromNow, moment, parts } from '../figures/format';

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'idle';

const SIGNS: Record<Tone, string> = { good: '✓', bad: '✕', warn: '!', busy: '…', idle: '–' };

/** A state in one word, told by shape and colour; what is no state has no shape. */
export function Mark({ tone, isLabel, children }: { tone: Tone; isLabel?: boolean; children: ReactNode }) {
  return (
    <span className="br-mark" data-tone={tone}>
      {!isLabel && <span aria-hidden>{SIGNS[tone]}</span>}
      {children}
    </span>
  );
}

const OUTCOMES: Record<Outcome, [Tone, string]> = {
  pass: ['good', 'Pass'],
  fail: ['bad', 'Fail'],
  waived: ['warn', 'Waived'],
  unknown: ['idle', 'Unknown'],
};

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const [tone, text] = OUTCOMES[outcome];
  return <Mark tone={tone}>{text}</Mark>;
}

const DEPLOYMENTS: Record<DeploymentStatus, [Tone, string]> = {
  pending: ['busy', 'Pending'],
  rolling: ['busy', 'Rolling out'],
  succeeded: ['good', 'Succeeded'],
  failed: ['bad', 'Failed'],
  refused: ['bad', 'Refused'],
  superseded: ['idle', 'Superseded'],
};

export function DeploymentMark({ status }: { status: DeploymentStatus }) {
  const [tone, text] = DEPLOYMENTS[status];
  return <Mark tone={tone}>{text}</Mark>;
}

const ROLLOUTS: Record<RolloutState, [Tone, string]> = {
  complete: ['good', 'Rolled out'],
  progressing: ['busy', 'Rolling out'],
  failed: ['bad', 'Stuck'],
  paused: ['warn', 'Paused'],
};

export function RolloutMark({ state }: { state: RolloutState }) {
  const [tone, text] = ROLLOUTS[state];
  return <Mark tone={tone}>{text}</Mark>;
}

const WAIVERS: Record<WaiverStatus, [Tone, string]> = {
  requested: ['busy', 'Asked for'],
  approved: ['warn', 'In force'],
  denied: ['bad', 'Denied'],
  withdrawn: ['idle', 'Withdrawn'],
  lapsed: ['idle', 'Lapsed'],
};

export function WaiverMark({ status }: { status: WaiverStatus }) {
  const [tone, text] = WAIVERS[status];
  return <Mark tone={tone}>{text}</Mark>;
}

/** How far a moment is away; when exactly, on pointing at it and for screen readers. */
export function When({ at }: { at: Moment }) {
  return (
    <time dateTime={at} title={moment(at)}>
      {fromNow(at, new Date())}
    </time>
  );
}

/** Somebody or something by its reference: a link where the catalog can have it. */
export function Name({ of }: { of: string | null | undefined }) {
  if (!of) {
    return <span className="br-hint">nobody</span>;
  }
  const { kind } = parts(of);
  return kind === '' ? <span>{of}</span> : <EntityRefLink entityRef={of} hideIcon />;
}

/** What to do: a link where it is one. */
export function Advice({ text }: { text: string }) {
  return /^https?:\/\//.test(text) ? (
    <Link href={text} target="_blank" rel="noopener">
      How to mend it
    </Link>
  ) : (
    <span>{text}</span>
  );
}

const ORDER: Outcome[] = ['pass', 'waived', 'unknown', 'fail'];

/** How many rules are kept, as one bar, and in words. */
export function SummaryBar({ summary }: { summary: Summary }) {
  const words = ORDER.filter(outcome => summary[outcome] > 0).map(
    outcome => `${summary[outcome]} ${OUTCOMES[outcome][1].toLowerCase()}`,
  );
  if (words.length === 0) {
    return <span className="br-hint">no rules apply</span>;
  }
  const parts = shares(Object.fromEntries(ORDER.map(outcome => [outcome, summary[outcome]])));
  return (
    <span className="br-summary">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
        {parts.map(({ key, from, length }) => (
          <rect key={key} x={from} width={length} height="8" data-tone={OUTCOMES[key as Outcome][0]} />
        ))}
      </svg>
      <span>{words.join(', ')}</span>
    </span>
  );
}
