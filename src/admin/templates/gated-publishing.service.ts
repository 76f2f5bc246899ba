import { ConflictException, Injectable } from '@nestjs/common';
import type { Reasons, Template, TemplateKind } from '../../templates';
import { PublishGate, type GoldenReport } from './publish-gate';
import type { PublishDto } from './templates.dto';

/** What goes through the gate. */
interface Tried {
  template: Template;
  kind: TemplateKind;
}

/** Lets publish what passes its golden conversations, or what someone answers for. */
@Injectable()
export class GatedPublishingService {
  constructor(private readonly gate: PublishGate) {}

  /**
   * Tries the templates, one after the other.
   * @throws ConflictException `GOLDEN_FAILED` with the report, unless there is an override
   */
  async pass(
    templates: Tried[],
    { note, override }: PublishDto,
  ): Promise<{ golden: GoldenReport; reasons: Reasons }> {
    const golden = await this.run(templates);
    if (golden.failed === 0) return { golden, reasons: { note } };
    if (!override) {
      const detail = `${golden.failed} of ${golden.ran} golden conversations do not go as written.`;
      throw new ConflictException({ code: 'GOLDEN_FAILED', detail, golden });
    }
    const failed = golden.results.filter(({ passed }) => !passed).map(({ name }) => name);
    return { golden, reasons: { note, override: { reason: override.reason, failed } } };
  }

  private async run(templates: Tried[]): Promise<GoldenReport> {
    const report: GoldenReport = { ran: 0, failed: 0, results: [] };
    for (const { template, kind } of templates) {
      const { ran, failed, results } = await this.gate.run(template, kind);
      report.ran += ran;
      report.failed += failed;
      report.results.push(...results);
    }
    return report;
  }
}
