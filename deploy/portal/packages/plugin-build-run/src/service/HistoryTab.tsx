import { useState } from 'react';
import type { Difference, HistoryEntry, Ref } from '../api';
import { count, moment } from '../figures/format';
import { useBuildRun, useOwnRef } from '../parts/hooks';
import { Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, Name, When, type Tone } from '../parts/marks';

/** Every version of the entity that is kept, and what changed from one to the next. */
export function HistoryTab() {
  const api = useBuildRun();
  const ref = useOwnRef();
  const history = useLoad(signal => api.history(ref, undefined, signal), [ref]);
  const [chosen, setChosen] = useState<number>();
  return (
    <Page isTab>
      <Loaded load={history} what="history" lines={8}>
        {({ items, completeSince }) => {
          const shown = items.find(({ position }) => position === chosen) ?? items[0];
          if (!shown) {
            return <Nothing title="No version is kept" />;
          }
          return (
            <div className="br-columns">
              <Section
                title="Versions"
                hint={
                  completeSince
                    ? `Everything since ${moment(completeSince)}; what was replaced before is forgotten`
                    : 'Everything since the beginning'
                }
              >
                <ol className="br-versions" aria-label="Versions, the newest first">
                  {items.map(entry => (
                    <li key={entry.position}>
                      <button
                        type="button"
                        className="br-version"
                        aria-pressed={entry === shown}
                        onClick={() => setChosen(entry.position)}
                      >
                        <Entry entry={entry} />
                      </button>
                    </li>
                  ))}
                </ol>
              </Section>
              <Change refOf={ref} entry={shown} hasBefore={shown.changes !== undefined} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

const KINDS: Record<HistoryEntry['what'], [Tone, string]> = {
  created: ['good', 'Created'],
  changed: ['busy', 'Changed'],
  removed: ['bad', 'Removed'],
  returned: ['good', 'Back again'],
};

function Entry({ entry }: { entry: HistoryEntry }) {
  const { changes } = entry;
  return (
    <>
      <span className="br-row">
        <Mark tone={KINDS[entry.what][0]}>{KINDS[entry.what][1]}</Mark>
        <When at={entry.at} />
        <span className="br-hint">{moment(entry.at)}</span>
      </span>
      <span>
        {changes && changes.added + changes.removed + changes.changed > 0
          ? `${count(changes.added + changes.removed + changes.changed, 'difference')} in ${changes.parts.join(', ')}`
          : entry.cause}
      </span>
      {entry.actor && <span className="br-hint">by {entry.actor}</span>}
    </>
  );
}

function Change({ refOf, entry, hasBefore }: { refOf: Ref; entry: HistoryEntry; hasBefore: boolean }) {
  const api = useBuildRun();
  const load = useLoad(
    async signal => (hasBefore ? api.difference(refOf, undefined, entry.position, signal) : null),
    [refOf, entry.position, hasBefore],
  );
  return (
    <Section
      title="What changed"
      hint={
        <>
          Version {entry.position}, {moment(entry.at)}, {entry.cause}
          {entry.actor && (
            <>
              {' by '}
              <Name of={entry.actor} />
            </>
          )}
        </>
      }
    >
      <Loaded load={load} what="the difference" lines={5}>
        {difference =>
          difference === null || difference.lines.length === 0 ? (
            <Nothing title={difference ? 'Nothing that one can see' : 'The first version that is kept'}>
              {difference
                ? 'Only what the catalog itself notes down is different.'
                : 'There is nothing before it to compare it with.'}
            </Nothing>
          ) : (
            <Lines difference={difference} />
          )
        }
      </Loaded>
    </Section>
  );
}

const SIGNS: Record<string, [Tone, string]> = { '+': ['good', 'added'], '-': ['bad', 'removed'], '~': ['warn', 'changed'] };

function Lines({ difference }: { difference: Difference }) {
  return (
    <ul className="br-diff" aria-label={`Differences from version ${difference.from.position} to ${difference.to.position}`}>
      {difference.lines.map((line, index) => (
        <li key={index} data-tone={SIGNS[line[0]]?.[0]}>
          {line}
        </li>
      ))}
    </ul>
  );
}
