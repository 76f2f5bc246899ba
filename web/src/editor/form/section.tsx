import { useId, type ReactNode } from 'react';

/** One card of the form. */
export function Section({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: string;
  children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className="card editor-section" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        {intro && <p className="muted small">{intro}</p>}
      </div>
      {children}
    </section>
  );
}
