import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '../common';
import { CataloguePort } from './catalogue.port';
import { CatalogueService } from './catalogue.service';
import { PreviewService } from './preview.service';
import { TemplateStore } from './template-store';
import { DEFAULT_OPTIONS, TEMPLATES_OPTIONS, type TemplatesOptions } from './templates.options';

/**
 * The catalogue. Global: imported once, by the app's module.
 * Needs `DATABASE` and `NluPort` from global modules.
 */
@Module({})
export class TemplatesModule {
  static forRoot(options: Partial<TemplatesOptions> = {}): DynamicModule {
    return {
      module: TemplatesModule,
      global: true,
      providers: [
        { provide: TEMPLATES_OPTIONS, useValue: { ...DEFAULT_OPTIONS, ...options } },
        { provide: Clock, useClass: SystemClock },
        TemplateStore,
        CatalogueService,
        PreviewService,
        { provide: CataloguePort, useExisting: CatalogueService },
      ],
      exports: [CataloguePort, CatalogueService, PreviewService],
    };
  }
}
