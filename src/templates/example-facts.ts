import { FACT_ROOTS, type FactShape } from './fact-shape';

const DAY_MS = 86_400_000;

/** Invented facts of every kind, an order on its way among them; for trying a template where there are no records. */
export function exampleFacts(now: Date): Record<string, unknown> {
  return recordOf(FACT_ROOTS, now);
}

function recordOf(fields: Readonly<Record<string, FactShape>>, now: Date): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, exampleOf(shape, now)]));
}

function exampleOf(shape: FactShape, now: Date): unknown {
  switch (shape.kind) {
    case 'leaf':
      return shape.type === 'date'
        ? new Date(now.getTime() + Number(shape.example) * DAY_MS).toISOString()
        : shape.example;
    case 'list':
      return [exampleOf(shape.of, now)];
    case 'map':
      return { material: exampleOf(shape.of, now) };
    case 'record':
      return recordOf(shape.fields, now);
  }
}
