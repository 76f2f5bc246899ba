import type { ReactNode } from 'react';

const PATHS = {
  add: 'M12 5v14M5 12h14',
  back: 'M15 6l-6 6 6 6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  download: 'M12 4v11m0 0l-4.5-4.5M12 15l4.5-4.5M5 20h14',
  edit: 'M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3',
  golden: 'M8 5v14l11-7z',
  history: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4M12 8v4.5l3 1.8',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1.5 2.5h3L15 13h5',
  key: 'M14.5 9.5a4.5 4.5 0 1 0-3.6 4.4L13 16h2v2h2v2h3v-3l-6.1-6.1a4.4 4.4 0 0 0 .6-1.4zM8.5 8.5h.01',
  menu: 'M4 7h16M4 12h16M4 17h16',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
  replay: 'M20 12a8 8 0 1 1-2.5-5.8M20 4v4h-4',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16.2 16.2L21 21',
  templates: 'M5 5h14v10H11l-4 4v-4H5zM9 9h6M9 11.8h4',
  transfer: 'M7 20V5m0 0L3.5 8.5M7 5l3.5 3.5M17 4v15m0 0l3.5-3.5M17 19l-3.5-3.5',
  activity: 'M3 12h4l3 7 4-14 3 7h4',
  warning: 'M12 4L2.8 20h18.4zM12 10v4.5M12 17.2v.1',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  webhook: 'M4 12h11m0 0l-4.5-4.5M15 12l-4.5 4.5M13 4h7v16h-7',
  thumbUp: 'M7 11v9H4v-9zM7 11l4-7a2 2 0 0 1 2 2v3.5h5.2a1.8 1.8 0 0 1 1.8 2.1l-1.2 6.8A2 2 0 0 1 16.8 20H7',
  thumbDown: 'M7 13V4H4v9zM7 13l4 7a2 2 0 0 0 2-2v-3.5h5.2a1.8 1.8 0 0 0 1.8-2.1l-1.2-6.8A2 2 0 0 0 16.8 4H7',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside a text that says the same; hidden from screen readers. */
export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
