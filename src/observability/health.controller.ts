import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { HealthReport } from './health';
import { HealthService } from './health.service';

@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Database, migrations and model are ready; 503 otherwise' })
  async ready(): Promise<{ status: string; checks: HealthReport[] }> {
    const checks = await this.health.reports();
    if (checks.some((report) => !report.ready)) {
      throw new ServiceUnavailableException({
        code: 'NOT_READY',
        detail: 'A part of the service is not ready.',
        checks,
      });
    }
    return { status: 'ready', checks };
  }
}
