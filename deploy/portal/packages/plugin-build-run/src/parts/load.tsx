import { useCallback, useEffect, useRef, useState, type DependencyList, type ReactNode } from 'react';
import { Alert, Button, Flex, Skeleton, VisuallyHidden } from '@backstage/ui';
import { Refusal } from '../api';

export interface Load<T> {
  data?: T;
  error?: Error;
  /** Asks again; what is there stays to be seen meanwhile. */
  reload: () => void;
}

/**
 * What a promise brings, asked again when one of `deps` changes. `every` says after how many milliseconds to ask again, by what is known;
 * undefined for never. A page that nobody looks at does not ask.
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  deps: DependencyList,
  every?: (data: T | undefined) => number | undefined,
): Load<T> {
  const [state, setState] = useState<{ data?: T; error?: Error }>({});
  const [round, setRound] = useState(0);
  const newest = useRef({ load, every });
  newest.current = { load, every };

  useEffect(() => setState({}), deps);
  useEffect(() => {
    const control = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (data: T | undefined) => {
      const wait = newest.current.every?.(data);
      if (wait !== undefined) {
        timer = setTimeout(() => (document.hidden ? later(data) : setRound(value => value + 1)), wait);
      }
    };
    newest.current.load(control.signal).then(
      data => {
        if (!control.signal.aborted) {
          setState({ data });
          later(data);
        }
      },
      (error: Error) => {
        if (!control.signal.aborted) {
          setState(before => ({ data: before.data, error }));
          // A refusal would be the same again; a network comes back.
          if (!(error instanceof Refusal)) {
            later(undefined);
          }
        }
      },
    );
    return () => {
      control.abort();
      clearTimeout(timer);
    };
  }, [...deps, round]);

  const reload = useCallback(() => setRound(value => value + 1), []);
  return { ...state, reload };
}

/** Asks again at once when a value has become another, instead of at the next round. */
export function useReloadOn(value: unknown, reload: () => void) {
  const before = useRef(value);
  useEffect(() => {
    if (before.current !== value) {
      before.current = value;
      reload();
    }
  }, [value, reload]);
}

interface LoadedProps<T> {
  load: Load<T>;
  /** What is loaded, as in "Loading …" and "… could not be loaded". */
  what: string;
  /** How much room the answer will take, in lines. */
  lines?: number;
  children: (data: T) => ReactNode;
}

/** What is loaded, or that it is still on its way, or why it did not come. */
export function Loaded<T>({ load, what, lines = 3, children }: LoadedProps<T>) {
  if (load.data !== undefined) {
    return (
      <>
        {load.error && <Failure error={load.error} what={`Newer ${what}`} onRetry={load.reload} />}
        {children(load.data)}
      </>
    );
  }
  return load.error ? <Failure error={load.error} what={what} onRetry={load.reload} /> : <Waiting what={what} lines={lines} />;
}

function Waiting({ what, lines }: { what: string; lines: number }) {
  return (
    <div role="status">
      <VisuallyHidden>{`Loading ${what}`}</VisuallyHidden>
      <Flex direction="column" gap="2" aria-hidden>
        {Array.from({ length: lines }, (_, line) => (
          <Skeleton key={line} height={16} width={line === lines - 1 ? '60%' : '100%'} />
        ))}
      </Flex>
    </div>
  );
}

// What browsers call it when no answer came at all tells people nothing.
const reason = (error: Error) =>
  error instanceof TypeError ? 'The service does not answer. It may be starting anew, or the network is away.' : error.message;

function Failure({ error, what, onRetry }: { error: Error; what: string; onRetry: () => void }) {
  const isForbidden = error instanceof Refusal && error.status === 403;
  return (
    <div role="alert">
      <Alert
        status={isForbidden ? 'info' : 'danger'}
        icon
        title={isForbidden ? 'Not for you to see' : `${what[0].toUpperCase()}${what.slice(1)} could not be loaded`}
        description={reason(error)}
        customActions={
          isForbidden ? undefined : (
            <Button size="small" variant="secondary" onPress={onRetry}>
              Try again
            </Button>
          )
        }
      />
    </div>
  );
}
