import { expect } from 'chai'
import type { JsonObject } from '../../../src/core/json.ts'
import { covers } from '../../../src/evaluate/organisation/covers.ts'

describe('covers', () => {
  const cases: readonly (readonly [JsonObject, JsonObject, boolean])[] = [
    [{ namespaces: ['shop'] }, { namespaces: ['shop'], workloads: ['Deployment/web'] }, true],
    [{ namespaces: ['shop'], workloads: ['Deployment/web'] }, { namespaces: ['shop'] }, false],
    [{ clusters: ['*'] }, { namespaces: ['shop'] }, false],
    [{ clusters: ['prod-*'] }, { clusters: ['prod-eu*', 'prod-us'] }, true],
    [{ clusters: ['prod-*'] }, { clusters: ['prod-eu', 'dev'] }, false],
    [{ clusters: ['prod-eu'] }, { clusters: ['prod-*'] }, false],
    [{ clusters: ['a*c'] }, { clusters: ['a*'] }, false],
    [{ namespaces: ['a', 'b'] }, { namespaces: ['b', 'a'] }, true],
    [{ podLabels: { matchLabels: { a: '1' } } }, { podLabels: { matchLabels: { a: '1' } } }, true],
    [{ podLabels: { matchLabels: { a: '1' } } }, { namespaces: ['shop'] }, false],
    [{}, { namespaces: ['shop'] }, false],
  ]
  for (const [wide, narrow, expected] of cases)
    it(`says ${String(expected)} of ${JSON.stringify(wide)} over ${JSON.stringify(narrow)}`, () => {
      expect(covers(wide, narrow)).to.equal(expected)
    })
})
