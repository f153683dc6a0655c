import { useState, type ReactNode } from 'react';
import { Button } from '@backstage/ui';
import { Ask } from '../parts/Ask';

export type Decision = 'approve' | 'deny';

export interface RequestProps {
  title: ReactNode;
  /** For the heading of the dialog. */
  name: string;
  children: ReactNode;
  can: Record<Decision, boolean>;
  /** Why nothing can be decided, where that is so. */
  note?: string;
  consequence: Record<Decision, string>;
  /** What the two are called; `Approve` and `Deny` without it. */
  verbs?: Record<Decision, string>;
  /** Whether nobody is asked why. */
  isWithoutReason?: boolean;
  onDecide: (decision: Decision, comment: string) => Promise<void>;
}

const USUAL = { approve: 'Approve', deny: 'Deny' };

/** One request, and what can be said to it by whoever looks: nobody is offered what would be refused. */
export function Request({
  title,
  name,
  children,
  can,
  note,
  consequence,
  verbs = USUAL,
  isWithoutReason,
  onDecide,
}: RequestProps) {
  const [decision, setDecision] = useState<Decision>();
  return (
    <li className="br-request">
      <h3 className="br-subtitle">{title}</h3>
      {children}
      <div className="br-actions">
        {can.approve && (
          <Button
            size="small"
            variant="primary"
            aria-label={`${verbs.approve} ${name}`}
            onPress={() => setDecision('approve')}
          >
            {verbs.approve}
          </Button>
        )}
        {can.deny && (
          <Button size="small" variant="secondary" aria-label={`${verbs.deny} ${name}`} onPress={() => setDecision('deny')}>
            {verbs.deny}
          </Button>
        )}
        {note && <span className="br-hint">{note}</span>}
      </div>
      {decision && (
        <Ask
          title={`${verbs[decision]} ${name}`}
          verb={verbs[decision]}
          isDestructive={decision === 'deny'}
          reason={isWithoutReason ? undefined : { label: 'Why', isRequired: decision === 'deny' }}
          onConfirm={comment => onDecide(decision, comment)}
          onClose={() => setDecision(undefined)}
        >
          <p>{consequence[decision]}</p>
        </Ask>
      )}
    </li>
  );
}
