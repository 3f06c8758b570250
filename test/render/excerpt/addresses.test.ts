import { expect } from 'chai'
import { addressPieces } from '../../../src/render/excerpt/addresses.ts'

/** The text with each address as `<A>`. */
function hidden(text: string): string {
  return addressPieces(text)
    .map(({ text: part, address }) => (address ? '<A>' : part))
    .join('')
}

describe('addressPieces', () => {
  const cases: readonly (readonly [text: string, said: string])[] = [
    ['10.2.3.4', '<A>'],
    ['from 10.2.3.4:6443 to 10.0.0.0/8.', 'from <A>:6443 to <A>.'],
    ['203.0.113.0-203.0.113.255, 198.51.100.7', '<A>, <A>'],
    ['dial tcp 10.96.0.1:https: refused', 'dial tcp <A>:https: refused'],
    ['https://[2001:db8::1]:6443/x', 'https://[<A>]:6443/x'],
    ['2001:db8::/32 and fe80::1%eth0', '<A> and <A>%eth0'],
    ['2001:db8::-2001:db8::ffff', '<A>'],
    ['::ffff:10.0.0.1 is one', '<A> is one'],
    ['the peer is 2001:db8::7: refused', 'the peer is <A>: refused'],
    ['ip:2001:db8::7', 'ip:<A>'],
    ['ip-10-0-12-7.eu-west-1.compute.internal', 'ip-<A>.eu-west-1.compute.internal'],
    ['allow-10.1.2.3', 'allow-<A>'],
    ['block 10-244-0-0-24', 'block <A>'],
    ['--node-ip=010.0.0.7', '--node-ip=<A>'],
    ['10.1.2.3.nip.example', '<A>.nip.example'],
  ]
  for (const [text, said] of cases)
    it(`cuts ${text}`, () => {
      expect(hidden(text)).to.equal(said)
    })

  for (const text of [
    '2026-10-01T02:00:00Z',
    'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'v1.34.2',
    'arn:aws:iam::123456789012:role/reader',
    '/v1/Namespace//shop',
    'AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99',
    '1.3.6.1.4.1.311',
    'TCP 443, 8080-8081',
    '5.2.12 and 11.4.5',
  ])
    it(`leaves ${text}`, () => {
      expect(hidden(text)).to.equal(text)
    })

  it('says in words what every cluster has alike', () => {
    expect(hidden('0.0.0.0/0 or ::/0')).to.equal('any IPv4 address or any IPv6 address')
    expect(hidden('0.0.0.0-255.255.255.255')).to.equal('any IPv4 address')
    expect(hidden('127.0.0.1:10249')).to.equal('loopback:10249')
    expect(hidden('[::]:80')).to.equal('[unspecified]:80')
  })
})
