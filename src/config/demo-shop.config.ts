import { IsBoolean } from 'class-validator';
import { asBoolean } from './parsing';
import { Setting } from './setting';

/** The demo shop's orders, products and customers. */
export class DemoShopConfig {
  /** Unset: on, unless in production. */
  @Setting('DEMO_SHOP', {
    fallback: '',
    must: 'be true or false',
    parse: (raw, isProduction) => (raw === '' ? !isProduction : asBoolean(raw)),
  })
  @IsBoolean()
  readonly isEnabled!: boolean;
}
