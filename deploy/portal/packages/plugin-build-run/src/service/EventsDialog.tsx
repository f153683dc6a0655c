import { Button, Dialog, DialogBody, DialogFooter, DialogHeader } from '@backstage/ui';
import type { ClusterEvent, Ref } from '../api';
import { useBuildRun } from '../parts/hooks';
import { DataTable, Nothing } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, When } from '../parts/marks';

interface EventsProps {
  component: Ref;
  environment: string;
  onClose: () => void;
}

/** What the cluster has told of the namespace lately, the newest first: why a pod does not come, before there is a log of it. */
export function EventsDialog({ component, environment, onClose }: EventsProps) {
  const api = useBuildRun();
  const events = useLoad(
    signal => api.events(component, environment, signal),
    [component, environment],
    () => 5_000,
  );
  return (
    <Dialog isOpen isDismissable onOpenChange={isOpen => !isOpen && onClose()} width="min(1100px, 92vw)">
      <DialogHeader>{`Events in ${environment}`}</DialogHeader>
      <DialogBody>
        <Loaded load={events} what="events" lines={6}>
          {items =>
            items.length === 0 ? (
              <Nothing title="Nothing was told lately">A cluster keeps events for about an hour.</Nothing>
            ) : (
              <DataTable
                caption={`Events in ${environment}`}
                items={items}
                id={one => JSON.stringify(one)}
                columns={[
                  { title: 'Last', cell: one => <When at={one.lastAt} /> },
                  { title: 'Kind', cell: one => <Mark tone={one.type === 'Warning' ? 'warn' : 'idle'}>{one.type}</Mark> },
                  { title: 'Object', cell: one => `${one.object.kind} ${one.object.name}` },
                  { title: 'What', isText: true, cell: one => <What one={one} /> },
                  { title: 'Times', align: 'end', cell: one => one.count },
                ]}
              />
            )
          }
        </Loaded>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function What({ one }: { one: ClusterEvent }) {
  return (
    <>
      <strong>{one.reason}</strong>
      <div className="br-hint">{one.message}</div>
    </>
  );
}
