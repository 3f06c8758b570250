import { expect } from 'chai'
import { SERVED, under } from './doors.ts'
import type { Annotations } from './doors.ts'

const [PROTOCOLS, FORCE, OVERRIDE] = [
  'konghq.com/protocols',
  'ingress.kubernetes.io/force-ssl-redirect',
  'konghq.com/override',
]

/** One word that it does not know, and the whole list is ignored. */
const LISTS: readonly (readonly [string, string])[] = [
  ['https', '443 redirected'],
  ['https, http', SERVED],
  ['[redacted]', '443 unknown'],
  ['HTTPS', SERVED],
  ['htps', SERVED],
  ['https,htps', SERVED],
  ['', SERVED],
  ['ws', SERVED],
  ['grpc', SERVED],
  ['grpcs', '443 redirected'],
  ['https,grpcs', '443 unknown'],
  ['https, grpcs', '443 unknown'],
  [' https', '443 unknown'],
  ['https,', '443 unknown'],
  ['wss', '443 unknown'],
  ['tls', '443 unknown'],
]

/** A redirect, beside a list or not. */
const ROWS: readonly (readonly [Annotations, string])[] = [
  [{}, SERVED],
  ...LISTS.map(([list, expected]) => [{ [PROTOCOLS]: list }, expected] as const),
  [{ [FORCE]: 'true' }, '443 redirected'],
  [{ [FORCE]: '[redacted]' }, '443 unknown'],
  ...['True', '1', 'enabled', ''].map((word) => [{ [FORCE]: word }, SERVED] as const),
  [{ [FORCE]: 'true', [PROTOCOLS]: 'http' }, SERVED],
  [{ [FORCE]: 'true', [PROTOCOLS]: 'HTTP' }, '443 redirected'],
  [{ [FORCE]: 'true', [PROTOCOLS]: '[redacted]' }, '443 unknown'],
  [{ [FORCE]: 'true', [PROTOCOLS]: 'https, wss' }, '443 unknown'],
  [{ [FORCE]: 'true', [PROTOCOLS]: 'https, http' }, '443 unknown'],
  [{ [OVERRIDE]: '[redacted]' }, '443 unknown'],
  [{ [OVERRIDE]: 'own', [PROTOCOLS]: 'HTTPS' }, '443 unknown'],
]

describe('HTTP of Kong', () => {
  for (const [annotations, expected] of ROWS) {
    it(`${JSON.stringify(annotations)}: ${expected}`, async () => {
      expect(await under('ingress-controllers.konghq.com/kong', annotations)).to.equal(expected)
    })
  }
})
