import { Link } from '@backstage/ui';
import type { OnCall, Ref, Turn } from '../api';
import { moment } from '../figures/format';
import { useBuildRun } from '../parts/hooks';
import { Nothing, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, Name, When } from '../parts/marks';

/** Whom to call now, and who is next. */
export function OnCallSection({ of }: { of: Ref }) {
  const api = useBuildRun();
  const load = useLoad(
    signal => api.onCall(of, signal),
    [of],
    () => 300_000,
  );
  return (
    <Section title="On call">
      <Loaded load={load} what="who is on call" lines={4}>
        {answer => (
          <div className="br-stack">
            <Who answer={answer} />
            {answer.problems.map(problem => (
              <div key={problem} className="br-row">
                <Mark tone="warn">Problem</Mark>
                <span>{problem}</span>
              </div>
            ))}
            <Links answer={answer} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function Who({ answer }: { answer: OnCall }) {
  if (answer.kind === 'schedule' && answer.url) {
    return (
      <p>
        The schedule is kept elsewhere:{' '}
        <Link href={answer.url} target="_blank" rel="noopener">
          {answer.url}
        </Link>
      </p>
    );
  }
  if (answer.kind === 'rotation' && answer.turn) {
    return (
      <>
        <div>
          <span className="br-figure-value">
            <Name of={answer.user} />
          </span>
          <div className="br-hint">
            Until {moment(answer.turn.until)} (<When at={answer.turn.until} />)
            {answer.turn.standsIn && ', stands in for somebody else'}
          </div>
        </div>
        <Next turns={answer.next ?? []} />
      </>
    );
  }
  return (
    <Nothing title="Nobody is on call">
      Give the group a schedule, <span className="br-code">buildrun.dev/oncall</span>, or a rotation of its own,{' '}
      <span className="br-code">buildrun.dev/oncall-rotation</span>.
    </Nothing>
  );
}

function Next({ turns }: { turns: Turn[] }) {
  if (turns.length === 0) {
    return null;
  }
  return (
    <div>
      <h3 className="br-subtitle">Next</h3>
      <ol className="br-list">
        {turns.slice(0, 3).map(turn => (
          <li key={turn.from} className="br-row">
            <Name of={turn.user} />
            <span className="br-hint">from {moment(turn.from)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Links({ answer: { links } }: { answer: OnCall }) {
  if (!links.channel && !links.runbook && !links.dashboards) {
    return null;
  }
  return (
    <dl className="br-facts">
      {links.channel && (
        <>
          <dt>Channel</dt>
          <dd>{links.channel}</dd>
        </>
      )}
      {links.runbook && <LinkFact name="Runbook" url={links.runbook} />}
      {links.dashboards && <LinkFact name="Dashboards" url={links.dashboards} />}
    </dl>
  );
}

function LinkFact({ name, url }: { name: string; url: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Link href={url} target="_blank" rel="noopener">
          {url}
        </Link>
      </dd>
    </>
  );
}
