import { Module } from '@nestjs/common';
import { AdminAppController } from './admin-app.controller';
import { AppFiles } from './app-files';

/** Serves the admin app at `/admin`. */
@Module({
  controllers: [AdminAppController],
  providers: [{ provide: AppFiles, useFactory: () => new AppFiles() }],
})
export class AdminAppModule {}
