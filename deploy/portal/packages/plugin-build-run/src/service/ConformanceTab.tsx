import { useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import type { Conformance, Outcome, ResultChange, Waiver } from '../api';
import { askedFor, ruleLines, type Asked, type RuleLine } from '../figures/rules';
import { useBuildRun, useIsMine, useOwnRef } from '../parts/hooks';
import { DataTable, Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Advice, OutcomeMark, SummaryBar, When } from '../parts/marks';
import { WaiverDialog } from '../parts/WaiverDialog';

const ORDER: Outcome[] = ['fail', 'unknown', 'waived', 'pass'];
const NAMES: Record<Outcome, string> = { fail: 'Failing', unknown: 'Unknown', waived: 'Waived', pass: 'Passing' };

/** Every rule of the contract, how the component stands with it, and how to mend what is not kept. */
export function ConformanceTab() {
  const api = useBuildRun();
  const ref = useOwnRef();
  const load = useLoad(
    async signal => {
      const [conformance, waivers] = await Promise.all([
        api.conformance(ref, signal),
        api.waivers({ component: ref, status: 'requested' }, signal),
      ]);
      return { conformance, asked: waivers };
    },
    [ref],
    () => 60_000,
  );
  return (
    <Page isTab>
      <Loaded load={load} what="conformance" lines={8}>
        {({ conformance, asked }) => (
          <>
            <Rules conformance={conformance} asked={asked} onAsked={load.reload} />
            <Changes changes={conformance.changes} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function gate({ summary }: Conformance): string {
  return summary.obstacles === 0
    ? 'Nothing stands between this component and production.'
    : `${summary.obstacles === 1 ? 'One rule stands' : `${summary.obstacles} rules stand`} between this component and production: those of severity error that fail or are unknown.`;
}

function Rules({ conformance, asked, onAsked }: { conformance: Conformance; asked: Waiver[]; onAsked: () => void }) {
  const isMine = useIsMine();
  const [shown, setShown] = useState<Set<Outcome>>(new Set(ORDER));
  const [waived, setWaived] = useState<RuleLine>();
  const items = ruleLines(conformance.items).filter(({ result }) => shown.has(result));
  if (conformance.items.length === 0) {
    return (
      <Section title="Rules of the contract">
        <Nothing title="No rules apply to this component">
          Rules are for services that consume a platform contract, and for the types that the operator names.
        </Nothing>
      </Section>
    );
  }
  return (
    <Section title="Rules of the contract" hint={gate(conformance)} actions={<SummaryBar summary={conformance.summary} />}>
      <ToggleButtonGroup
        aria-label="Which results to show"
        selectionMode="multiple"
        selectedKeys={shown}
        onSelectionChange={keys => setShown(new Set([...keys] as Outcome[]))}
      >
        {ORDER.filter(outcome => conformance.summary[outcome] > 0).map(outcome => (
          <ToggleButton key={outcome} id={outcome}>
            {`${NAMES[outcome]} (${conformance.summary[outcome]})`}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <DataTable
        caption="Results by rule"
        items={items}
        id={one => JSON.stringify(one)}
        columns={[
          { title: 'Rule', cell: one => <strong>{one.rule}</strong> },
          { title: 'Result', cell: one => <OutcomeMark outcome={one.result} /> },
          { title: 'What must hold', isText: true, cell: one => <What one={one} /> },
          { title: 'Environments', cell: one => one.environments.join(', ') || 'all' },
          { title: 'Severity', cell: one => one.severity },
          { title: 'Since', cell: one => <When at={one.since} /> },
          {
            title: 'What you can do',
            isTitleHidden: true,
            cell: one => <Waive one={one} isMine={isMine} asked={askedFor(one, asked)} onPress={() => setWaived(one)} />,
          },
        ]}
      />
      {waived && (
        <WaiverDialog
          component={conformance.component}
          rule={waived.rule}
          environments={waived.environments}
          message={waived.message}
          onAsked={onAsked}
          onClose={() => setWaived(undefined)}
        />
      )}
    </Section>
  );
}

function What({ one }: { one: RuleLine }) {
  return (
    <>
      {one.message}
      {one.reason && <div className="br-hint">{one.reason}</div>}
      {one.result === 'waived' && one.waivedUntil && (
        <div className="br-hint">
          The waiver lapses <When at={one.waivedUntil} />
        </div>
      )}
      {one.result !== 'pass' && one.fix && (
        <div>
          <Advice text={one.fix} />
        </div>
      )}
    </>
  );
}

function Waive({ one, isMine, asked, onPress }: { one: RuleLine; isMine: boolean; asked: Asked; onPress: () => void }) {
  if (one.result === 'pass' || one.result === 'waived') {
    return null;
  }
  return (
    <>
      {asked.where.length > 0 && <span className="br-hint">{`Waiver asked for ${asked.where.join(', ')}`}</span>}
      {!asked.isAll && (
        <Button size="small" variant="secondary" isDisabled={!isMine} aria-label={`Waive ${one.rule}`} onPress={onPress}>
          Waive
        </Button>
      )}
    </>
  );
}

function Changes({ changes }: { changes: ResultChange[] }) {
  return (
    <Section title="What changed" hint="Results are worked out again when something changes, not by the clock">
      {changes.length === 0 ? (
        <Nothing title="Nothing has changed yet" />
      ) : (
        <DataTable
          caption="Changes of results"
          items={changes}
          id={one => [one.at, one.contract, one.rule, one.environment].join(' ')}
          columns={[
            { title: 'When', cell: one => <When at={one.at} /> },
            { title: 'Rule', cell: one => one.rule },
            { title: 'Environment', cell: one => one.environment ?? 'any' },
            { title: 'Before', cell: one => (one.before ? <OutcomeMark outcome={one.before} /> : 'not there') },
            { title: 'After', cell: one => (one.after ? <OutcomeMark outcome={one.after} /> : 'not there') },
            { title: 'Why', isText: true, cell: one => one.reason ?? '' },
          ]}
        />
      )}
    </Section>
  );
}
