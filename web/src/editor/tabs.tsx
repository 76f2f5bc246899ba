import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import './tabs.css';

export interface Tab {
  id: string;
  label: string;
  /** Said after the label, and shown as a dot: something there needs a look. */
  problem?: string;
  /** Nothing is there yet. */
  isEmpty?: boolean;
}

interface Props {
  /** Tells the tabs of a page apart, and ties them to their panel. */
  name: string;
  label: string;
  tabs: Tab[];
  current: string;
  onChange: (id: string) => void;
  look?: 'line' | 'pill';
}

/** A row of tabs: one stop for Tab, the arrows go along it. */
export function TabList({ name, label, tabs, current, onChange, look = 'line' }: Props): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = nextIndex(
      event.key,
      tabs.findIndex(({ id }) => id === current),
      tabs.length,
    );
    const tab = to === undefined ? undefined : tabs[to];
    if (!tab) return;
    event.preventDefault();
    onChange(tab.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to ?? 0]?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} className={`tabs tabs-${look}`} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label: text, problem, isEmpty }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`${name}-tab-${id}`}
          aria-selected={id === current}
          aria-controls={`${name}-panel`}
          tabIndex={id === current ? 0 : -1}
          className={isEmpty ? 'tab tab-empty' : 'tab'}
          onClick={() => onChange(id)}
        >
          {text}
          {problem && (
            <>
              <span className="tab-dot" aria-hidden="true" />
              <span className="unseen">, {problem}</span>
            </>
          )}
        </button>
      ))}
    </div>
  );
}

export function TabPanel({
  name,
  current,
  children,
}: {
  name: string;
  current: string;
  children: ReactNode;
}): ReactNode {
  return (
    <div
      id={`${name}-panel`}
      role="tabpanel"
      aria-labelledby={`${name}-tab-${current}`}
      className="tab-panel"
    >
      {children}
    </div>
  );
}

function nextIndex(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (index + 1) % count;
    case 'ArrowLeft':
      return (index - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
