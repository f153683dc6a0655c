import { useState } from 'react';
import { Button } from '@backstage/ui';
import type { Waiver } from '../api';
import { count, shortName } from '../figures/format';
import { Ask } from './Ask';
import { useBuildRun } from './hooks';
import { DataTable, type Column } from './layout';
import { Name, WaiverMark, When } from './marks';

/** Waivers with when they lapse; whoever may can give one back. */
export function WaiverTable({
  caption,
  items,
  mayWithdraw,
  onChange,
}: {
  caption: string;
  items: Waiver[];
  mayWithdraw: (waiver: Waiver) => boolean;
  onChange: () => void;
}) {
  const api = useBuildRun();
  const [gone, setGone] = useState<Waiver>();
  const actions: Column<Waiver> = {
    title: 'What you can do',
    isTitleHidden: true,
    cell: one =>
      mayWithdraw(one) ? (
        <Button
          size="small"
          variant="secondary"
          aria-label={`Withdraw the waiver of ${one.rule} for ${shortName(one.component)}`}
          onPress={() => setGone(one)}
        >
          Withdraw
        </Button>
      ) : null,
  };
  return (
    <>
      <DataTable
        caption={caption}
        items={items}
        id={one => one.id}
        columns={[
          { title: 'Service', cell: one => <Name of={one.component} /> },
          { title: 'Rule', cell: one => <strong>{one.rule}</strong> },
          { title: 'Where', cell: one => one.environment ?? 'everywhere' },
          {
            title: 'Why',
            isText: true,
            cell: one => (
              <>
                {one.reason}
                {one.renewals > 0 && <div className="br-hint">{`Waived ${count(one.renewals, 'time')} before`}</div>}
              </>
            ),
          },
          { title: 'State', cell: one => <WaiverMark status={one.status} /> },
          { title: 'Lapses', cell: one => <When at={one.expiresAt} /> },
          { title: 'Decided by', cell: one => (one.decidedBy ? <Name of={one.decidedBy} /> : '-') },
          ...(items.some(mayWithdraw) ? [actions] : []),
        ]}
      />
      {gone && (
        <Ask
          title={`Withdraw the waiver of ${gone.rule} for ${shortName(gone.component)}`}
          verb="Withdraw"
          isDestructive
          reason={{ label: 'Why', isRequired: false }}
          onConfirm={async reason => {
            await api.decideWaiver(gone.id, 'withdraw', reason);
            onChange();
          }}
          onClose={() => setGone(undefined)}
        >
          <p>The rule counts again at once.</p>
        </Ask>
      )}
    </>
  );
}

export const isOpenWaiver = (waiver: Waiver) => waiver.inForce || waiver.status === 'requested';
