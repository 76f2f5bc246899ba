import { Module, type DynamicModule } from '@nestjs/common';
import { NLU_OPTIONS, type NluOptions } from './nlu-options.types';
import { NluPort } from './nlu.port';
import { NluService } from './nlu.service';

/** Provides NluPort; NluService beside it for health and metrics. */
@Module({})
export class NluModule {
  static forRoot(options: NluOptions): DynamicModule {
    return {
      module: NluModule,
      providers: [
        { provide: NLU_OPTIONS, useValue: options },
        NluService,
        { provide: NluPort, useExisting: NluService },
      ],
      exports: [NluPort, NluService],
    };
  }
}
