import type { NestExpressApplication } from '@nestjs/platform-express';

/** The part of Express 5's router that is needed to list its routes. */
interface Layer {
  route?: { path: unknown; methods: Record<string, boolean> };
}

const ADMIN = '/v1/admin';

/** Every route of the admin API that a running app has: `GET /users/{id}`, as docs/admin-api.md writes them. */
export function adminRoutes(app: NestExpressApplication): string[] {
  const { router } = app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return router.stack
    .flatMap(({ route }) => {
      const paths = [route?.path].flat().filter((path) => typeof path === 'string');
      const methods = Object.keys(route?.methods ?? {}).map((method) => method.toUpperCase());
      return paths.flatMap((path) => methods.map((method) => [method, path] as const));
    })
    .filter(([, path]) => path === ADMIN || path.startsWith(`${ADMIN}/`))
    .map(([method, path]) => `${method} ${path.slice(ADMIN.length).replace(/:(\w+)/g, '{$1}')}`)
    .sort();
}
