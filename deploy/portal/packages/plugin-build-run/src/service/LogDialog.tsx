import { useState } from 'react';
import { Button, Checkbox, Dialog, DialogBody, DialogFooter, DialogHeader, Flex, Select } from '@backstage/ui';
import type { Pod, Ref } from '../api';
import { useBuildRun } from '../parts/hooks';
import { Loaded, useLoad, useReloadOn } from '../parts/load';

interface LogProps {
  component: Ref;
  environment: string;
  pods: Pod[];
  onClose: () => void;
}

const LINES = 500;

/** The one that people most likely mean: one of a version before, which is about to go, is no longer of interest. */
const likeliest = (pods: Pod[]) =>
  pods.find(({ ready, terminating }) => ready && !terminating) ?? pods.find(({ terminating }) => !terminating) ?? pods[0];

/** The last lines of one container of one pod, now and while they come. */
export function LogDialog({ component, environment, pods, onClose }: LogProps) {
  const api = useBuildRun();
  const [podName, setPodName] = useState(likeliest(pods).name);
  const pod = pods.find(({ name }) => name === podName) ?? likeliest(pods);
  const [containerName, setContainerName] = useState<string>();
  const container = pod.containers.find(({ name }) => name === containerName)?.name ?? pod.containers[0]?.name;
  const [isPrevious, setPrevious] = useState(false);
  const [isFollowed, setFollowed] = useState(true);
  const log = useLoad(
    signal => api.log(component, environment, pod.name, { container, previous: isPrevious, tail: LINES }, signal),
    [component, environment, pod.name, container, isPrevious],
    () => (isFollowed && !isPrevious ? 2_000 : undefined),
  );
  useReloadOn(isFollowed, log.reload);
  return (
    <Dialog isOpen isDismissable onOpenChange={isOpen => !isOpen && onClose()} width="min(1100px, 92vw)">
      <DialogHeader>{`Logs in ${environment}`}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <div className="br-row">
            <Select
              label="Pod"
              options={pods.map(({ name, terminating }) => ({ value: name, label: terminating ? `${name} (is ending)` : name }))}
              selectedKey={pod.name}
              onSelectionChange={key => setPodName(String(key))}
            />
            {pod.containers.length > 1 && (
              <Select
                label="Container"
                options={pod.containers.map(({ name }) => ({ value: name, label: name }))}
                selectedKey={container}
                onSelectionChange={key => setContainerName(String(key))}
              />
            )}
            <Checkbox isSelected={isFollowed} onChange={setFollowed}>
              Follow
            </Checkbox>
            <Checkbox isSelected={isPrevious} onChange={setPrevious}>
              Of the run before
            </Checkbox>
          </div>
          <Loaded load={log} what="the log" lines={8}>
            {text => (
              <pre className="br-log" tabIndex={0} aria-label={`Last ${LINES} lines of ${pod.name}`}>
                {text.trimEnd() || 'Nothing was written so far.'}
              </pre>
            )}
          </Loaded>
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
