import { Link } from '@backstage/ui';
import type { Approval } from '../api';
import { shortName } from '../figures/format';
import { useBuildRun } from '../parts/hooks';
import { Nothing, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Name, When } from '../parts/marks';
import { Request, type RequestProps } from './Request';

/** Tasks of the scaffolder that ask whoever is signed in. */
export function Tasks() {
  const api = useBuildRun();
  const approvals = useLoad(
    signal => api.approvals(signal),
    [],
    () => 15_000,
  );
  return (
    <Section title="Tasks that wait" hint="A golden path went as far as it may by itself">
      <Loaded load={approvals} what="approvals" lines={4}>
        {items =>
          items.length === 0 ? (
            <Nothing title="No task waits for you">When a template asks you or your team, it appears here.</Nothing>
          ) : (
            <ul className="br-list">
              {items.map(one => (
                <TaskRequest
                  key={one.id}
                  one={one}
                  onDecide={async (decision, comment) => {
                    await api.decideApproval(one.id, decision, comment);
                    approvals.reload();
                  }}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function TaskRequest({ one, onDecide }: { one: Approval; onDecide: RequestProps['onDecide'] }) {
  const template = one.templateRef ? shortName(one.templateRef) : 'a template';
  const step = one.iteration ? `${one.stepId} (${one.iteration})` : one.stepId;
  return (
    <Request
      title={one.message || `Step ${step} of ${template}`}
      name={`step ${step} of ${template}`}
      can={{ approve: one.canApprove, deny: one.canDeny }}
      note={!one.canApprove && one.canDeny ? 'Who started a task can’t agree to it, but can stop it.' : undefined}
      consequence={{ approve: 'The task goes on from here.', deny: 'The step fails, and the task with it.' }}
      onDecide={onDecide}
    >
      <dl className="br-facts">
        <dt>Template</dt>
        <dd>
          <Name of={one.templateRef} />, step {step}, <Link href={`/create/tasks/${one.taskId}`}>see the task</Link>
        </dd>
        <dt>Asked by</dt>
        <dd>
          <Name of={one.requestedBy} /> <When at={one.askedAt} />
        </dd>
        <dt>Ends</dt>
        <dd>
          <When at={one.expiresAt} />
        </dd>
        <dt>Asked are</dt>
        <dd className="br-row">
          {one.approvers.map(each => (
            <Name key={each} of={each} />
          ))}
        </dd>
      </dl>
    </Request>
  );
}
