import { useId, type ReactNode } from 'react';
import { BgProvider, Text, VisuallyHidden } from '@backstage/ui';
import '../style.css';

/** The body of one of our pages or tabs; a page of its own keeps away from the edge, what a tab stands in does that itself. */
export function Page({ children, isTab }: { children: ReactNode; isTab?: boolean }) {
  return (
    <div className="br br-page" data-tab={isTab}>
      {children}
    </div>
  );
}

/** A part of a page, with a heading of its own that screen readers can jump to. */
export function Section({
  title,
  hint,
  actions,
  children,
}: {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="br-section" aria-labelledby={id}>
      <div className="br-section-head">
        <div>
          <h2 id={id} className="br-title">
            {title}
          </h2>
          {hint && <div className="br-hint">{hint}</div>}
        </div>
        {actions && (
          <div className="br-actions">
            <BgProvider bg="neutral-1">{actions}</BgProvider>
          </div>
        )}
      </div>
      <BgProvider bg="neutral-1">{children}</BgProvider>
    </section>
  );
}

/** Says that there is nothing, why, and what one could do about it. */
export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="br-nothing">
      <svg viewBox="0 0 48 32" width="48" height="32" aria-hidden>
        <rect x="1" y="1" width="20" height="8" rx="2" />
        <rect x="25" y="1" width="12" height="8" rx="2" />
        <rect x="1" y="12" width="10" height="8" rx="2" />
        <rect x="15" y="12" width="22" height="8" rx="2" strokeDasharray="3 3" />
        <rect x="1" y="23" width="18" height="8" rx="2" />
      </svg>
      <div>
        <Text as="p" weight="bold">
          {title}
        </Text>
        {children && <div className="br-hint">{children}</div>}
      </div>
    </div>
  );
}

export interface Column<T> {
  title: string;
  cell: (item: T) => ReactNode;
  /** Not shown as a heading, only told: for columns of buttons. */
  isTitleHidden?: boolean;
  align?: 'end';
  /** Holds sentences, which keep some room where the table must be scrolled anyway. */
  isText?: boolean;
}

/** A plain table that can be scrolled sideways, by keyboard too. The first column names the row. */
export function DataTable<T>({
  caption,
  columns,
  items,
  id,
}: {
  caption: string;
  columns: Column<T>[];
  items: T[];
  id: (item: T) => string;
}) {
  return (
    <div className="br-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table className="br-table">
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.title} scope="col" data-align={column.align}>
                {column.isTitleHidden ? <VisuallyHidden>{column.title}</VisuallyHidden> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <tr key={id(item)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.title} scope="row" data-text={column.isText}>
                    {column.cell(item)}
                  </th>
                ) : (
                  <td key={column.title} data-align={column.align} data-text={column.isText}>
                    {column.cell(item)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One number that a team looks at. */
export function Figure({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="br-figure">
      <dt>{label}</dt>
      <dd>
        <span className="br-figure-value">{value}</span>
        {note && <span className="br-hint">{note}</span>}
      </dd>
    </div>
  );
}

export function Figures({ children }: { children: ReactNode }) {
  return <dl className="br-figures">{children}</dl>;
}
