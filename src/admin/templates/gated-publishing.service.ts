import { ConflictException, Injectable } from '@nestjs/common';
import type { Reasons } from '../../templates';
import { PublishGate, type GoldenReport, type Tried } from './publish-gate';
import type { PublishDto } from './templates.dto';

/** Lets publish and archive what passes its golden conversations, or what someone answers for. */
@Injectable()
export class GatedPublishingService {
  constructor(private readonly gate: PublishGate) {}

  /**
   * Tries the templates, all together: so they would be published; and without the archived ones (ids).
   * @throws ConflictException `GOLDEN_FAILED` with the report, unless there is an override
   */
  async pass(
    templates: Tried[],
    { note, override }: PublishDto,
    archived: string[] = [],
  ): Promise<{ golden: GoldenReport; reasons: Reasons }> {
    const golden = await this.gate.run(templates, archived);
    if (golden.failed === 0) return { golden, reasons: { note } };
    if (!override) {
      const detail = `${golden.failed} of ${golden.ran} golden conversations do not go as written.`;
      throw new ConflictException({ code: 'GOLDEN_FAILED', detail, golden });
    }
    const failed = golden.results.filter(({ passed }) => !passed).map(({ name }) => name);
    return { golden, reasons: { note, override: { reason: override.reason, failed } } };
  }
}
