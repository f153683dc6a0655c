import { useState, type ReactNode } from 'react';
import { Button } from '@backstage/ui';
import { Link as RouterLink } from 'react-router-dom';
import type { Approval, Waiver } from '../api';
import { shortName } from '../figures/format';
import { Ask } from '../parts/Ask';
import { useBuildRun, useMe, type Me } from '../parts/hooks';
import { Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Name, When } from '../parts/marks';

/** Everything that waits for a decision of whoever is signed in. */
export function ApprovalsPage() {
  return (
    <Page>
      <Tasks />
      <WaiverRequests />
    </Page>
  );
}

type Decision = 'approve' | 'deny';

interface RequestProps {
  title: ReactNode;
  /** For the heading of the dialog. */
  name: string;
  children: ReactNode;
  can: Record<Decision, boolean>;
  /** Why nothing can be decided, where that is so. */
  note?: string;
  consequence: Record<Decision, string>;
  onDecide: (decision: Decision, comment: string) => Promise<void>;
}

/** One request, and the two things that can be said to it. */
function Request({ title, name, children, can, note, consequence, onDecide }: RequestProps) {
  const [decision, setDecision] = useState<Decision>();
  return (
    <li className="br-request">
      <h3 className="br-subtitle">{title}</h3>
      {children}
      <div className="br-actions">
        <Button size="small" variant="primary" isDisabled={!can.approve} aria-label={`Approve ${name}`} onPress={() => setDecision('approve')}>
          Approve
        </Button>
        <Button size="small" variant="secondary" isDisabled={!can.deny} aria-label={`Deny ${name}`} onPress={() => setDecision('deny')}>
          Deny
        </Button>
        {note && <span className="br-hint">{note}</span>}
      </div>
      {decision && (
        <Ask
          title={`${decision === 'approve' ? 'Approve' : 'Deny'} ${name}`}
          verb={decision === 'approve' ? 'Approve' : 'Deny'}
          isDestructive={decision === 'deny'}
          reason={{ label: 'Why', isRequired: decision === 'deny' }}
          onConfirm={comment => onDecide(decision, comment)}
          onClose={() => setDecision(undefined)}
        >
          <p>{consequence[decision]}</p>
        </Ask>
      )}
    </li>
  );
}

function Tasks() {
  const api = useBuildRun();
  const approvals = useLoad(signal => api.approvals(signal), [], () => 15_000);
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
          <Name of={one.templateRef} />, step {step}, <RouterLink to={`/create/tasks/${one.taskId}`}>see the task</RouterLink>
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

function WaiverRequests() {
  const api = useBuildRun();
  const me = useMe();
  const waivers = useLoad(signal => api.waivers({ status: 'requested' }, signal), [], () => 15_000);
  return (
    <Section title="Waivers that are asked for" hint="The platform team decides; who asked can’t">
      <Loaded load={waivers} what="waivers" lines={4}>
        {items =>
          items.length === 0 ? (
            <Nothing title="No waiver is asked for">Teams ask on the Conformance tab of their services.</Nothing>
          ) : (
            <ul className="br-list">
              {items.map(one => (
                <WaiverRequest
                  key={one.id}
                  one={one}
                  me={me}
                  onDecide={async (decision, comment) => {
                    await api.decideWaiver(one.id, decision, comment);
                    waivers.reload();
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

function WaiverRequest({ one, me, onDecide }: { one: Waiver; me?: Me; onDecide: RequestProps['onDecide'] }) {
  const isOwn = me?.ref === one.requestedBy;
  const may = (me?.isOfPlatformTeam ?? false) && !isOwn;
  return (
    <Request
      title={
        <>
          {one.rule} for <Name of={one.component} />
        </>
      }
      name={`the waiver of ${one.rule} for ${shortName(one.component)}`}
      can={{ approve: may, deny: may }}
      note={me === undefined || may ? undefined : isOwn ? 'You have asked for it, so somebody else decides.' : 'The platform team decides.'}
      consequence={{ approve: 'The rule need not be kept until the waiver lapses.', deny: 'The rule goes on to count.' }}
      onDecide={onDecide}
    >
      <p style={{ margin: 0 }}>{one.reason}</p>
      <dl className="br-facts">
        <dt>Asked by</dt>
        <dd>
          <Name of={one.requestedBy} /> <When at={one.requestedAt} />
        </dd>
        <dt>Would lapse</dt>
        <dd>
          <When at={one.expiresAt} />
        </dd>
        {one.renewals > 0 && (
          <>
            <dt>Waived before</dt>
            <dd>{one.renewals} times</dd>
          </>
        )}
      </dl>
    </Request>
  );
}
