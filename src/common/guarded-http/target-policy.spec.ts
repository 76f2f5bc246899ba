import { describe, expect, it } from '@jest/globals';
import { isPublicAddress } from './public-address';
import { isPrivateTarget, TargetPolicy } from './target-policy';

describe(TargetPolicy.name, () => {
  const policy = new TargetPolicy({ privateTargets: [], requireHttps: false });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://127.000.000.001/',
    'http://0x7f.0.0.1/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://2130706433/',
    'http://017700000001/',
    'http://127.0.0.1./',
    'http://１２７.０.０.１/',
    'http://①②⑦.⓪.⓪.①/',
    'http://0/',
    'http://0.0.0.0:80/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0xa9fea9fe/',
    'http://100.64.0.1/',
    'http://192.0.2.1/',
    'http://198.51.100.7/',
    'http://203.0.113.9/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[64:ff9b:1::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:7f00:1::]/',
    'http://[2001:db8::1]/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[fc00::1]/',
    'http://[fd12:3456::1]/',
    'http://[ff02::1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://shop.localhost/',
    'https://127.0.0.1\\@example.com/',
    'https://127.0.0.1#@example.com/',
  ])('refuses %s', (url) => expect(policy.check(url)).toBe('TARGET_REFUSED'));

  it.each([
    ['ftp://example.com/', 'SCHEME_REFUSED'],
    ['file:///etc/passwd', 'SCHEME_REFUSED'],
    ['gopher://example.com/', 'SCHEME_REFUSED'],
    ['data:text/plain,hello', 'SCHEME_REFUSED'],
    ['https://user:secret@example.com/', 'CREDENTIALS_REFUSED'],
    ['https://example.com@127.0.0.1/', 'CREDENTIALS_REFUSED'],
    ['https://[fe80::1%25eth0]/', 'URL_INVALID'],
    ['http://256.0.0.1/', 'URL_INVALID'],
    ['http://', 'URL_INVALID'],
    ['//example.com', 'URL_INVALID'],
    ['example.com/hook', 'URL_INVALID'],
  ])('refuses %s as %s', (url, reason) => expect(policy.check(url)).toBe(reason));

  it.each([
    'https://example.com/hook?key=1',
    'http://example.com:8080/',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
  ])('has nothing against %s', (url) => expect(policy.check(url)).toBeInstanceOf(URL));

  it('needs HTTPS where it is told to', () => {
    const strict = new TargetPolicy({ privateTargets: ['10.0.0.0/8'], requireHttps: true });
    expect(strict.check('http://example.com/')).toBe('HTTPS_NEEDED');
    expect(strict.check('http://10.0.0.1/')).toBe('HTTPS_NEEDED');
    expect(strict.check('https://10.0.0.1/')).toBeInstanceOf(URL);
  });

  it('allows private networks, addresses and hosts that are named, and nothing beside them', () => {
    const privateTargets = ['10.1.0.0/16', '192.168.7.7', 'fd00::/8', 'Warehouse.internal', 'localhost'];
    const open = new TargetPolicy({ privateTargets, requireHttps: false });
    expect(open.allows('a.example', '10.1.255.1')).toBe(true);
    expect(open.allows('a.example', '::ffff:10.1.255.1')).toBe(true);
    expect(open.allows('a.example', '10.2.0.1')).toBe(false);
    expect(open.allows('a.example', '192.168.7.7')).toBe(true);
    expect(open.allows('a.example', '192.168.7.8')).toBe(false);
    expect(open.allows('a.example', 'fd12::1')).toBe(true);
    expect(open.allows('a.example', 'fc12::1')).toBe(false);
    expect(open.allows('warehouse.INTERNAL.', '10.2.0.1')).toBe(true);
    expect(open.allows('evil-warehouse.internal', '10.2.0.1')).toBe(false);
    expect(open.check('http://localhost:3000/')).toBeInstanceOf(URL);
    expect(open.check('http://a.localhost/')).toBe('TARGET_REFUSED');
    expect(open.check('http://[::1]/')).toBe('TARGET_REFUSED');
  });

  it('takes no address for a public one that is none', () => {
    for (const text of ['', 'example.com', '1.2.3', '1.2.3.4.5', ':::'])
      expect(isPublicAddress(text)).toBe(false);
  });
});

describe(isPrivateTarget.name, () => {
  it.each(['10.0.0.0/8', '10.0.0.1', '::1', 'fd00::/8', 'warehouse', 'erp.shop.internal', 'my_service'])(
    'knows %s',
    (text) => expect(isPrivateTarget(text)).toBe(true),
  );
  it.each([
    '',
    '10.0.0.0/33',
    '10.0.0.256',
    'http://warehouse',
    'warehouse:80',
    '*.internal',
    '10.0.0',
    '-a',
  ])('does not know %j', (text) => expect(isPrivateTarget(text)).toBe(false));
});
