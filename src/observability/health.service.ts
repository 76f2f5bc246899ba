import { Injectable } from '@nestjs/common';
import type { HealthCheck, HealthReport } from './health';

/** A probe gives up after a few seconds itself; it should get an answer before. */
const CHECK_TIMEOUT_MS = 2_000;

/** Asks every registered part whether it is ready. */
@Injectable()
export class HealthService {
  private readonly checks = new Map<string, HealthCheck>();

  /** `name` stands for the check when it cannot answer itself. */
  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  async reports(): Promise<HealthReport[]> {
    return Promise.all([...this.checks].map(([name, check]) => reportOf(name, check)));
  }
}

async function reportOf(name: string, check: HealthCheck): Promise<HealthReport> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<HealthReport>((resolve) => {
    timer = setTimeout(() => resolve({ name, ready: false, detail: 'does not answer' }), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check.check(), tooLate]);
  } catch {
    return { name, ready: false, detail: 'could not be checked' };
  } finally {
    clearTimeout(timer);
  }
}
