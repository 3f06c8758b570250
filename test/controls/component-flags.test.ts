import { expect } from 'chai'
import { FLAG_FORMS } from '../../src/analyse/facts/flag-forms.ts'
import { COMPONENT_FLAGS } from '../../src/evaluate/component-flags.ts'
import type { ControlResult } from '../../src/model/evaluation.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { SWITCHES, VALUE_FLAGS } from '../../src/snapshot/published-flags.ts'
import { CATALOGUE, evaluated, resultOf } from '../evaluate/builders.ts'
import { namespace, node } from '../evaluate/objects.ts'
import { expectGolden } from '../golden.ts'
import { alone } from './cases.ts'
import { FLAG_CASES } from './component-flag-cases.ts'
import { controlNode, mirrorPod, planeOf } from './control-plane.ts'

const FRAMEWORK = 'cis-kubernetes-2.0.1'

async function resultFor(objects: readonly KubeObject[], control: string): Promise<ControlResult> {
  const catalogue = alone({ framework: FRAMEWORK, control })
  return resultOf(await evaluated(objects, { waivers: [] }, {}, catalogue), FRAMEWORK, control)
}

/** An assisted control whose checks pass needs a person. */
const PASSES = ['pass', 'needs-sign-off']

describe('recommendations that flags of the control plane decide', () => {
  it('are all in the table, and no other', () => {
    const controls = CATALOGUE.frameworks.find(({ id }) => id === FRAMEWORK)?.controls ?? []
    const ids = controls
      .filter(({ checks }) => checks.some(({ check }) => check === 'component-flag'))
      .map(({ id }) => id)
    expect(Object.keys(FLAG_CASES).sort()).to.deep.equal(ids.sort())
  })

  for (const [id, { component, passes, fails, open = [] }] of Object.entries(FLAG_CASES)) {
    it(`${id} passes, fails on one instance, and is undetermined where it must be`, async () => {
      for (const words of passes)
        expect(PASSES, words.join(' ')).to.include((await resultFor(planeOf(component, words), id)).outcome)
      const [good = []] = passes
      for (const words of fails)
        for (const objects of [planeOf(component, words), planeOf(component, good, words)])
          expect((await resultFor(objects, id)).outcome, words.join(' ')).to.equal('fail')
      for (const words of open)
        expect((await resultFor(planeOf(component, words), id)).outcome, words.join(' ')).to.equal('undetermined')
    })

    it(`${id} is not assessable where the component is not visible`, async () => {
      const { outcome, counts, reason } = await resultFor([namespace('kube-system'), node('n')], id)
      expect({ outcome, counts: counts.outOfReach > 0 }).to.deep.equal({ outcome: 'undetermined', counts: true })
      expect(reason).to.contain('not assessable: no pod of')
    })
  }

  it('say of every instance what was seen and why', async () => {
    const said: string[] = []
    for (const [id, { component, passes, fails, open = [] }] of Object.entries(FLAG_CASES))
      for (const words of [...passes, ...fails, ...open]) {
        const { outcome, results } = await resultFor(planeOf(component, words), id)
        said.push(`${id} ${component} ${words.join(' ')}: ${outcome}`)
        said.push(...results.map(({ verdict, reason }) => `  ${verdict}: ${reason}`))
      }
    expectGolden('test/controls/component-flags.txt', `${said.join('\n')}\n`)
  })

  it('are undetermined where a control-plane node shows no instance, or no node is known for one', async () => {
    const good = ['--profiling=false']
    const [space, first, second, one] = planeOf('kube-apiserver', good)
    const missing = [space, first, second, one].flatMap((each) => each ?? [])
    expect((await resultFor(missing, '1.2.15')).outcome).to.equal('undetermined')
    const unlabelled = [namespace('kube-system'), node('cp-1'), mirrorPod('kube-apiserver', 'cp-1', good)]
    expect((await resultFor(unlabelled, '1.2.15')).outcome).to.equal('undetermined')
  })

  it('print the value of every instance', async () => {
    const plane = planeOf('kube-apiserver', ['--audit-log-maxage=90'], ['--audit-log-maxage=7'])
    const { results } = await resultFor(plane, '1.2.17')
    expect(results.map(({ subject, reason }) => [subject, reason])).to.deep.equal([
      ['prod/kube-system/Pod/kube-apiserver-cp-1', '--audit-log-maxage=90'],
      ['prod/kube-system/Pod/kube-apiserver-cp-2', '--audit-log-maxage=7'],
    ])
    expect(results[0]?.evidence).to.deep.equal([
      {
        object: '/v1/Pod/kube-system/kube-apiserver-cp-1',
        pointer: '/spec/containers/0/command/1',
        value: '--audit-log-maxage=90',
      },
    ])
  })
})

describe('the errors of peers with flags', () => {
  const one = (...changes: Parameters<typeof mirrorPod>) => [
    namespace('kube-system'),
    controlNode('cp-1'),
    mirrorPod(...changes),
  ]

  it('a value above the bound passes, not the bound alone', async () => {
    const objects = one('kube-apiserver', 'cp-1', ['--audit-log-maxage=365'])
    expect((await resultFor(objects, '1.2.17')).outcome).to.equal('pass')
  })

  it('args are read beside command, and alone', async () => {
    const beside = one('kube-apiserver', 'cp-1', [], {
      command: ['kube-apiserver'],
      args: ['--profiling=false'],
    })
    expect((await resultFor(beside, '1.2.15')).outcome).to.equal('pass')
    const alone = one('kube-apiserver', 'cp-1', [], { command: [], args: ['--profiling=false'] })
    expect((await resultFor(alone, '1.2.15')).outcome).to.equal('pass')
  })

  it('a pod without command and args lets nothing pass', async () => {
    const objects = one('kube-apiserver', 'cp-1', [], { command: [] })
    for (const id of ['1.2.2', '1.2.10', '1.2.21'])
      expect((await resultFor(objects, id)).outcome, id).to.equal('undetermined')
  })

  it('a shell around the program lets nothing pass', async () => {
    const script = ['/bin/sh', '-c', 'kube-apiserver --token-auth-file=/x']
    const objects = one('kube-apiserver', 'cp-1', [], { command: script })
    expect((await resultFor(objects, '1.2.2')).outcome).to.equal('undetermined')
  })

  it('a redacted value, or one from a variable, is neither good nor bad', async () => {
    for (const value of ['[redacted]', '$(MODE)']) {
      const objects = one('kube-apiserver', 'cp-1', [`--authorization-mode=${value}`])
      expect((await resultFor(objects, '1.2.6')).outcome, value).to.equal('undetermined')
    }
  })

  it('etcd that takes a flag from its environment is neither good nor bad', async () => {
    const objects = one('etcd', 'cp-1', [], { env: ['ETCD_AUTO_TLS'] })
    expect((await resultFor(objects, '2.3')).outcome).to.equal('undetermined')
    expect((await resultFor(one('etcd', 'cp-1', []), '2.3')).outcome).to.equal('pass')
  })

  it('etcd that is given a settings file by its environment reads none of its flags', async () => {
    const words = ['cert', 'key', 'peer-cert', 'peer-key'].map((each) => `--${each}-file=/x`)
    const flags = [...words, '--client-cert-auth=true', '--peer-client-cert-auth=true', '--auto-tls=false', '--peer-auto-tls=false']
    for (const id of ['2.1', '2.2', '2.3', '2.4', '2.5', '2.6'])
      for (const env of [['ETCD_CONFIG_FILE'], ['ETCD_NAME']]) {
        const members = ['cp-1', 'cp-2'].flatMap((name) => [controlNode(name), mirrorPod('etcd', name, flags, { env })])
        const { outcome, reason } = await resultFor([namespace('kube-system'), ...members], id)
        expect(outcome, id).to.equal(env.includes('ETCD_NAME') ? 'pass' : 'undetermined')
        if (outcome === 'undetermined') expect(reason, id).to.contain('ETCD_CONFIG_FILE of its environment')
      }
  })

  it('a word that comes from a variable may override what is set before it', async () => {
    const objects = one('kube-apiserver', 'cp-1', ['--anonymous-auth=false', '$(MORE)'])
    expect((await resultFor(objects, '1.2.1')).outcome).to.equal('undetermined')
  })

  it('a single member of etcd has no peers, and etcd elsewhere is not seen', async () => {
    for (const id of ['2.4', '2.5', '2.6'])
      expect((await resultFor(one('etcd', 'cp-1', []), id)).outcome, id).to.equal('not-applicable')
    const server = await resultFor(one('kube-apiserver', 'cp-1', []), '2.2')
    expect(server.reason).to.contain('etcd runs elsewhere')
  })

  it('a pod that only has the label is no part of the control plane', async () => {
    const pod = mirrorPod('kube-apiserver', 'cp-1', ['--profiling=false'])
    const metadata = { ...pod.metadata, annotations: {} }
    const objects = [namespace('kube-system'), controlNode('cp-1'), { ...pod, metadata }]
    expect((await resultFor(objects, '1.2.15')).outcome).to.equal('undetermined')
  })
})

describe('the forms of flags', () => {
  const FORM_OF: Readonly<Record<string, string>> = { switch: 'switch', list: 'list', gates: 'map' }

  it('are those that checks take them for, and all flags that checks ask for are published', () => {
    for (const [flag, { kind }] of Object.entries(COMPONENT_FLAGS)) {
      expect(VALUE_FLAGS.has(flag) || SWITCHES.has(flag), flag).to.equal(true)
      const form = FLAG_FORMS.get(flag)
      expect(form === 'values' ? undefined : form, flag).to.equal(FORM_OF[kind])
    }
  })

  it('are of published flags, and a switch is published as one', () => {
    for (const [flag, form] of FLAG_FORMS) {
      expect(VALUE_FLAGS.has(flag), flag).to.equal(form !== 'switch')
      expect(SWITCHES.has(flag), flag).to.equal(form === 'switch')
    }
  })
})
