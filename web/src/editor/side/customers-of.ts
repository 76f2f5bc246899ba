import type { FactSet } from '../../api';

/** The e-mail addresses in the facts on show, to be offered; recorded ones are masked, so these are the demo shop's. */
export function customersOf(factSets: FactSet[]): string[] {
  const found = factSets.flatMap(({ facts }) => [emailOf(facts.customer), emailOf(facts.order)]);
  return [...new Set(found.filter((one) => one !== undefined))];
}

function emailOf(fact: unknown): string | undefined {
  const email = typeof fact === 'object' && fact !== null && 'email' in fact ? fact.email : undefined;
  return typeof email === 'string' && /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(email) ? email : undefined;
}
