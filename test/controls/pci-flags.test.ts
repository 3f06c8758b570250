import { expect } from 'chai'
import type { ControlResult } from '../../src/model/evaluation.ts'
import { CATALOGUE, evaluated, resultOf } from '../evaluate/builders.ts'
import { namespace, node } from '../evaluate/objects.ts'
import { planeOf } from './control-plane.ts'

const FRAMEWORK = 'pci-dss-4.0.1'
const POLICY = '--audit-policy-file=/etc/kubernetes/audit.yaml'
const LOG = '--audit-log-path=/var/log/audit.log'
const HOOK = '--audit-webhook-config-file=/etc/kubernetes/hook.yaml'

/** Words of the API server with which checks leave a requirement to a person, those that fail it, and those that show nothing. */
type Case = {
  readonly passes: readonly (readonly string[])[]
  readonly fails: readonly (readonly string[])[]
  readonly open?: readonly (readonly string[])[]
}

const audited: Case = { passes: [[POLICY]], fails: [[], ['--audit-policy-file=']] }

/** Every requirement of PCI DSS that flags alone decide. */
const CASES: Readonly<Record<string, Case>> = {
  '7.3.1': {
    passes: [['--authorization-mode=Node,RBAC']],
    fails: [[], ['--authorization-mode=Node,ABAC']],
    open: [['--authorization-config=/etc/kubernetes/authorization.yaml']],
  },
  '7.3.2': {
    passes: [['--authorization-mode=Node,RBAC']],
    fails: [
      [],
      ['--authorization-mode=RBAC,AlwaysAllow'],
      ['--authorization-mode=AlwaysAllow', '--authorization-mode=Node,RBAC'],
    ],
    open: [['--authorization-config=/etc/kubernetes/authorization.yaml']],
  },
  '10.2.1': {
    passes: [[POLICY, LOG]],
    fails: [[], [POLICY], [LOG], [HOOK]],
    open: [[POLICY, HOOK]],
  },
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((part) => [`10.2.1.${part}`, audited])),
  '10.2.2': audited,
}

const resultFor = async (
  objects: Parameters<typeof evaluated>[0],
  id: string,
): Promise<ControlResult> => resultOf(await evaluated(objects, { waivers: [] }), FRAMEWORK, id)

describe('requirements of PCI DSS that flags of the API server support', () => {
  it('are all in the table, and no other', () => {
    const controls = CATALOGUE.frameworks.find(({ id }) => id === FRAMEWORK)?.controls ?? []
    const ids = controls
      .filter(({ id }) => /^(?:[7-9]|1[0-2])\./.test(id))
      .filter(({ checks }) => checks.length > 0)
      .filter(({ checks }) => checks.every(({ check }) => check === 'component-flag'))
      .map(({ id }) => id)
    expect(Object.keys(CASES).sort()).to.deep.equal(ids.sort())
  })

  for (const [id, { passes, fails, open = [] }] of Object.entries(CASES)) {
    it(`${id} fails on one instance, and else is a person's`, async () => {
      const [good = []] = passes
      for (const words of fails)
        for (const objects of [planeOf('kube-apiserver', words), planeOf('kube-apiserver', good, words)])
          expect((await resultFor(objects, id)).outcome, words.join(' ')).to.equal('fail')
      for (const words of passes) {
        const { outcome, reason } = await resultFor(planeOf('kube-apiserver', words), id)
        expect(outcome, words.join(' ')).to.equal('needs-sign-off')
        expect(reason).to.match(/^the checks pass for/)
      }
      for (const words of open) {
        const { outcome, counts } = await resultFor(planeOf('kube-apiserver', words), id)
        expect(outcome, words.join(' ')).to.equal('needs-sign-off')
        expect(counts.outOfReach).to.be.greaterThan(0)
      }
    })

    it(`${id} is a person's where the API server is not visible, and says so`, async () => {
      const { outcome, reason } = await resultFor([namespace('kube-system'), node('n')], id)
      expect(outcome).to.equal('needs-sign-off')
      expect(reason).to.include('not assessable: no pod of kube-apiserver is visible')
    })

    it(`${id} is undetermined where pods were not read`, async () => {
      const gaps = [{ resource: 'pods', status: 'forbidden', reason: 'refused' }] as const
      const given = await evaluated([namespace('kube-system')], { waivers: [] }, { gaps })
      expect(resultOf(given, FRAMEWORK, id).outcome).to.equal('undetermined')
    })
  }
})
