import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApp } from '../../../test/support/bot-app';
import { StaffClient } from '../../../test/support/staff-client';
import { ReturnPolicyController } from './return-policy.controller';

describe(ReturnPolicyController.name, () => {
  let bot: BotApp;
  let staff: StaffClient;

  beforeAll(async () => {
    bot = await BotApp.start();
    staff = new StaffClient(await bot.url(), { Authorization: 'Bearer admin' });
  });
  afterAll(() => bot.stop());

  it('is read, stated whole under its revision, and audited', async () => {
    const { body: before } = await staff.get('/return-policy');
    expect(before).toMatchObject({ isStated: true, policy: { windowDays: 30 } });
    const policy = { ...before.policy, windowDays: 14 };
    const put = (revision: string, written: object): ReturnType<StaffClient['send']> =>
      staff.send('PUT', '/return-policy', written, { 'If-Match': `"${revision}"` });
    expect(await put('stale', policy)).toMatchObject({
      status: 412,
      body: { code: 'RETURN_POLICY_CHANGED' },
    });
    expect(await put(before.revision, { ...policy, windowDay: 3 })).toMatchObject({
      status: 400,
      body: { code: 'FIELD_INVALID', field: 'windowDay' },
    });
    expect(await put(before.revision, policy)).toMatchObject({ status: 200, body: { policy } });
    expect((await staff.get('/return-policy')).body.policy).toEqual(policy);
    const { body: audit } = await staff.get('/audit');
    expect(audit.items[0]).toMatchObject({ action: 'return_policy.state', target: 'return_policy' });
  });

  it('lists what is requested and pushed, and knows nothing by other names', async () => {
    expect(await staff.get('/requests')).toMatchObject({ status: 200, body: { items: [] } });
    expect(await staff.get('/shop-pushes?state=dead')).toMatchObject({ status: 200, body: { items: [] } });
    const nothing = await staff.post('/requests/RQ-NOBODY/decide', { decision: 'ok' });
    expect(nothing).toMatchObject({ status: 404, body: { code: 'REQUEST_UNKNOWN' } });
    expect(await staff.post('/shop-pushes/1/replay', {})).toMatchObject({ status: 404 });
  });
});
