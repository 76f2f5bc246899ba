import { Injectable } from '@nestjs/common';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import type { Actor } from './actor';

/** Remembers who changed what, in the transaction of the change: neither is there without the other. */
@Injectable()
export class AuditService {
  constructor(private readonly clock: Clock) {}

  /**
   * @param action `template.publish`, `user.create` …
   * @param target `template:engraving`, `user:ana@example.com` …
   * @param details what changed, a note, a reason; never a secret
   */
  async record(
    tx: Transaction,
    actor: Actor,
    action: string,
    target: string,
    details: unknown = {},
  ): Promise<void> {
    const { id, name, address } = actor;
    const at = this.clock.now();
    await tx
      .insert(schema.audit)
      .values({ at, actor: id, actorName: name, address, action, target, details });
  }
}
