import { expect } from 'chai'
import { proxyFor } from '../../src/collect/proxy.ts'

const of = (server: string, noProxy: string, more = {}) =>
  proxyFor(new URL(server), undefined, {
    HTTPS_PROXY: 'http://proxy:3128',
    NO_PROXY: noProxy,
    ...more,
  })?.href

describe('proxyFor', () => {
  for (const [server, noProxy] of [
    ['https://api.example', '*'],
    ['https://api.example', 'example'],
    ['https://api.example', '.example'],
    ['https://api.example', 'other, api.example'],
    ['https://API.example', 'api.EXAMPLE'],
    ['https://api.example:6443', 'api.example:6443'],
    ['https://api.example', 'api.example:443'],
    ['https://10.1.2.3', '10.0.0.0/8'],
    ['https://10.1.2.3', '10.1.2.3'],
    ['https://[fd00::1]:6443', 'fd00::/8'],
    ['https://[fd00::1]:6443', '[fd00::1]:6443'],
    ['https://localhost:6443', ''],
    ['https://127.0.0.1:6443', ''],
    ['https://[::1]:6443', ''],
  ] as const)
    it(`uses none for ${server} when NO_PROXY is "${noProxy}"`, () => {
      expect(of(server, noProxy)).to.equal(undefined)
    })

  for (const [server, noProxy] of [
    ['https://api.example', ''],
    ['https://api.example', 'ample'],
    ['https://api.example', 'pi.example'],
    ['https://api.example:6443', 'api.example:443'],
    ['https://11.1.2.3', '10.0.0.0/8'],
    ['https://10.1.2.3', '2.3'],
    ['https://10.1.2.3', 'fd00::/8'],
    ['https://10.1.2.3', '10.0.0.0/99'],
    ['https://10.1.2.3', 'nonsense/8'],
  ] as const)
    it(`uses the proxy for ${server} when NO_PROXY is "${noProxy}"`, () => {
      expect(of(server, noProxy)).to.equal('http://proxy:3128/')
    })

  it('reads lower-case names, and hosts without a scheme', () => {
    const environment = { https_proxy: 'proxy:3128' }
    expect(proxyFor(new URL('https://a.example'), undefined, environment)?.href).to.equal(
      'http://proxy:3128/',
    )
  })

  it('uses none when nothing names one', () => {
    expect(proxyFor(new URL('https://a.example'), '', {})).to.equal(undefined)
  })
})
