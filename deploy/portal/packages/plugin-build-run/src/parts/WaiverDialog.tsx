import { useState } from 'react';
import { Select } from '@backstage/ui';
import type { Ref } from '../api';
import { shortName } from '../figures/format';
import { Ask } from './Ask';
import { useBuildRun } from './hooks';

const DAY_MS = 24 * 60 * 60 * 1000;
const LENGTHS = [7, 30, 60, 90];
const EVERYWHERE = '*';

/** Asks the platform team to let a rule pass for a while. */
export function WaiverDialog({
  component,
  rule,
  environments,
  message,
  onAsked,
  onClose,
}: {
  component: Ref;
  rule: string;
  /** Where it fails; empty for a rule that does not look at environments. */
  environments: string[];
  message: string;
  onAsked: () => void;
  onClose: () => void;
}) {
  const api = useBuildRun();
  const [days, setDays] = useState(30);
  const [environment, setEnvironment] = useState(environments[0] ?? EVERYWHERE);
  return (
    <Ask
      title={`Waive ${rule} for ${shortName(component)}`}
      verb="Ask for it"
      reason={{ label: 'Why it can’t be kept now, and what will change that', isRequired: true }}
      onConfirm={async reason => {
        // A minute short, since the longest that is granted is counted from the service's own clock.
        const expiresAt = new Date(Date.now() + days * DAY_MS - 60_000).toISOString();
        await api.askForWaiver({ component, rule, reason, expiresAt, ...(environment === EVERYWHERE ? {} : { environment }) });
        onAsked();
      }}
      onClose={onClose}
    >
      <p>{message}</p>
      <p className="br-hint">The platform team decides. A waiver lapses by itself, and then the rule counts again.</p>
      {environments.length > 0 && (
        <Select
          label="Where"
          options={[
            ...environments.map(each => ({ value: each, label: `In ${each} only` })),
            { value: EVERYWHERE, label: 'Everywhere' },
          ]}
          selectedKey={environment}
          onSelectionChange={key => setEnvironment(String(key))}
        />
      )}
      <Select
        label="For how long"
        options={LENGTHS.map(each => ({ value: String(each), label: `${each} days` }))}
        selectedKey={String(days)}
        onSelectionChange={key => setDays(Number(key))}
      />
    </Ask>
  );
}
