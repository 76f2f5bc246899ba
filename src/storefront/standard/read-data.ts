import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { ShopEvent } from '../events-in/event-applier.port';
import { MalformedEventError } from '../events-in/events-in.errors';
import { PayloadFields } from '../payload/payload-fields';

/** The `data` of an event as its DTO has it. Unknown fields are dropped. */
export function readData<T extends object>({ payload }: ShopEvent, dto: new () => T): T {
  const data = PayloadFields.of(payload).raw('data');
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new MalformedEventError('data');
  const read = plainToInstance(dto, data);
  const [fault] = validateSync(read, { whitelist: true });
  if (fault) throw new MalformedEventError(pathOf(fault, 'data'));
  return read;
}

function pathOf({ property, children = [] }: ValidationError, parent: string): string {
  const path = /^\d+$/.test(property) ? `${parent}[${property}]` : `${parent}.${property}`;
  const [child] = children;
  return child ? pathOf(child, path) : path;
}
