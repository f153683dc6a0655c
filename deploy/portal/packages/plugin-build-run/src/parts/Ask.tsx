import { Fragment, useState, type FormEvent, type ReactNode } from 'react';
import { Alert, Button, Dialog, DialogBody, DialogFooter, DialogHeader, Flex, Link, TextAreaField } from '@backstage/ui';
import { points } from '../figures/format';

interface AskProps {
  title: string;
  /** What is going to happen. */
  children?: ReactNode;
  /** What the button says that does it. */
  verb: string;
  isDestructive?: boolean;
  /** Left out where nobody asks why. */
  reason?: { label: string; isRequired: boolean };
  /** What is missing in the fields among `children`; undefined where nothing is. */
  missing?: string;
  /** Does it. The dialog closes when it is done, and says why where it fails. */
  onConfirm: (reason: string) => Promise<void>;
  onClose: () => void;
}

/** Asks once more before something is done, and why it is done. */
export function Ask({ title, children, verb, isDestructive, reason, missing, onConfirm, onClose }: AskProps) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    const lack =
      missing ?? (reason?.isRequired && text.trim() === '' ? `${reason.label}: expected a sentence, found nothing` : undefined);
    if (lack) {
      setError(lack);
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm(text.trim());
      onClose();
    } catch (failure) {
      setError((failure as Error).message);
      setBusy(false);
    }
  };

  return (
    <Dialog isOpen isDismissable={!isBusy} onOpenChange={isOpen => !isOpen && onClose()} width={560}>
      <DialogHeader>{title}</DialogHeader>
      <form onSubmit={confirm} className="br-ask">
        <DialogBody>
          <Flex direction="column" gap="4">
            {children}
            {reason && (
              <TextAreaField
                label={reason.label}
                isRequired={reason.isRequired}
                value={text}
                onChange={setText}
                rows={2}
                maxLength={1000}
              />
            )}
            {error && (
              <div role="alert">
                <Alert status="danger" icon title="Not done" description={<Words text={error} />} />
              </div>
            )}
          </Flex>
        </DialogBody>
        <DialogFooter>
          <Button type="button" variant="secondary" onPress={onClose} isDisabled={isBusy}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" destructive={isDestructive} isPending={isBusy}>
            {verb}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/** What the service says, a line a point, with its addresses as links. */
function Words({ text }: { text: string }) {
  const lines = points(text);
  return lines.length === 1 ? (
    <Linked text={text} />
  ) : (
    <ul className="br-points">
      {lines.map(line => (
        <li key={line}>
          <Linked text={line} />
        </li>
      ))}
    </ul>
  );
}

function Linked({ text }: { text: string }) {
  return (
    <>
      {text.split(/(https?:\/\/[^\s;,]*[^\s;,.])/).map((part, index) =>
        index % 2 === 1 ? (
          <Link key={index} href={part} target="_blank" rel="noopener" variant="body-small">
            {part}
          </Link>
        ) : (
          <Fragment key={index}>{part}</Fragment>
        ),
      )}
    </>
  );
}
