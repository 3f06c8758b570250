import { expect } from 'chai'
import { controlsOf } from '../../src/commands/controls/catalogue.ts'
import { checkSaid, controlSaid } from '../../src/commands/controls/said.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { CHECKS } from '../../src/evaluate/check-list.ts'
import { CATALOGUE } from '../evaluate/builders.ts'
import { assessorWords } from '../assessor-words.ts'
import { testContext } from './context.ts'

const { exhibit, faultOf } = testContext()
const printed = async (...args: readonly string[]) => (await exhibit('controls', ...args)).out
const linesOf = (text: string) => text.trimEnd().split('\n')
const total = CATALOGUE.frameworks.reduce((sum, { controls }) => sum + controls.length, 0)

type Data = { readonly frameworks: readonly { readonly id: string }[] }

describe('exhibit controls list', () => {
  it('lists every control with its method, the own one of a benchmark, and its checks', async () => {
    const lines = linesOf(await printed('list'))
    expect(lines.length).to.equal(total + 1)
    const found = lines.find((line) => /^cis-kubernetes-2\.0\.1 +5\.1\.4 /.test(line)) ?? ''
    expect(found.split(/ {2,}/).slice(2, 5)).to.deep.equal([
      'decided by checks',
      'Manual',
      'rights-limited',
    ])
  })

  it('lists the frameworks that are asked for alone', async () => {
    const args = ['list', '--framework', 'pci-dss-4.0.1', '--framework', 'exhibit-segmentation']
    const { frameworks } = JSON.parse(await printed(...args, '-o', 'json')) as Data
    expect(frameworks.map(({ id }) => id)).to.deep.equal(['exhibit-segmentation', 'pci-dss-4.0.1'])
    const { message } = await faultOf('controls', 'list', '--framework', 'pci-dss-4')
    expect(message).to.equal('no framework "pci-dss-4", did you mean "pci-dss-4.0.1"?')
  })

  it('says the same as JSON and YAML, and as rows of CSV', async () => {
    const json: unknown = JSON.parse(await printed('list', '-o', 'json'))
    const [yaml] = parseYaml(await printed('list', '-o', 'yaml'), 'stdout')
    expect(yaml?.value).to.deep.equal(json)
    const rows = linesOf(await printed('list', '-o', 'csv'))
    expect(rows[0]).to.equal('framework,control,answered,own method,checks,title')
    expect(rows.length).to.equal(total + 1)
  })
})

describe('exhibit controls coverage', () => {
  it('counts the controls of each framework by method, and leaves none out', async () => {
    const { frameworks } = JSON.parse(await printed('coverage', '-o', 'json')) as {
      frameworks: readonly {
        framework: string
        controls: number
        methods: Record<string, number>
      }[]
    }
    expect(frameworks.map(({ framework }) => framework)).to.deep.equal(
      CATALOGUE.frameworks.map(({ id }) => id),
    )
    for (const { framework, controls, methods } of frameworks) {
      const counted = Object.values(methods).reduce((sum, count) => sum + count, 0)
      expect(counted, framework).to.equal(controls)
    }
    expect(frameworks.reduce((sum, { controls }) => sum + controls, 0)).to.equal(total)
  })

  it('says what a benchmark is written for, and where its versions are not known', async () => {
    const lines = linesOf(await printed('coverage'))
    const of = (framework: string) => lines.find((line) => line.startsWith(`${framework} `))
    expect(of('cis-kubernetes-1.12.0')).to.match(/ platform self-managed, Kubernetes 1.32 to 1.34$/)
    expect(of('cis-eks-1.8.0')).to.match(/ platform eks, versions of Kubernetes not known here$/)
  })

  it('prints every figure with its denominator', async () => {
    const [, ...lines] = linesOf(await printed('coverage'))
    for (const line of lines) {
      const found = /^(\S+)(?: +ours)? +([0-9]+) +(.*)$/.exec(line)
      const cells = found?.[3]?.split(/ {2,}/) ?? []
      expect(cells.length, line).to.be.within(4, 5)
      for (const cell of cells.slice(0, 4))
        expect(cell).to.match(new RegExp(`^[0-9]+ of ${found?.[2]}$`))
    }
  })
})

describe('exhibit controls explain', () => {
  it('says of a control how it is decided, what it reads and needs, and what is not covered', async () => {
    const said = await printed('explain', 'pci-dss-4.0.1/1.2.6')
    for (const part of [
      'answered     decided by checks',
      'check        insecure-services-mitigated version',
      '  reads      namespaces, pods',
      '  needs      the scope file; the register of approved flows',
      '               TCP/23: telnet sends passwords and sessions in clear',
      '  supports   1.2.6.b',
      'not covered  A port stands',
      'procedures   1.2.6.a, 1.2.6.b',
    ])
      expect(said).to.include(part)
  })

  it('says which statement is asked for, how often in days, and what it is bound to', async () => {
    const said = await printed('explain', 'pci-dss-4.0.1/7.3.3')
    expect(said).to.include('sign-off     No authorizer').and.include('  bound to   rights')
    const asking = CATALOGUE.frameworks
      .flatMap(({ controls }) => controls)
      .find(({ signOff }) => !['own', undefined].includes(signOff?.cadence))
    const name = `${asking?.framework ?? ''}/${asking?.id ?? ''}`
    expect(await printed('explain', name)).to.match(/^ {2}due +every [0-9]+ days at the latest$/m)
    const { signOff } = JSON.parse(await printed('explain', name, '-o', 'json')) as {
      signOff: { days: number }
    }
    expect(signOff.days).to.be.greaterThan(30)
  })

  it("says the benchmark's own method, level, platform and versions", async () => {
    const said = await printed('explain', 'cis-kubernetes-1.12.0/5.2.9')
    expect(said).to.include('(the benchmark says Manual)').and.include('level        L1')
    expect(said).to.include('written for  platform self-managed, Kubernetes 1.32 to 1.34')
  })

  it('says whose answers count for what is out of reach, and which checks pass by denials', async () => {
    expect(await printed('explain', 'cis-kubernetes-1.12.0/1.1.1')).to.include(
      'outside      kube-bench (cis-1.12, cis-1.12.0) of each node of the control plane, attached',
    )
    expect(await printed('explain', 'cis-eks-1.8.0/3.2.1')).to.include('(eks-1.8.0) of every node')
    expect(await printed('explain', 'cis-eks-1.8.0/5.1.1')).to.not.include('kube-bench')
    expect(await printed('explain', 'cde-separated')).to.include('  passes by  what policies deny')
  })

  it('takes the id alone where one framework has it, and names the candidates else', async () => {
    expect(await printed('explain', '1.4.4')).to.include('id           pci-dss-4.0.1/1.4.4')
    const { message, hint } = await faultOf('controls', 'explain', '5.1.1')
    expect(message).to.match(/^[0-9]+ frameworks have a control 5\.1\.1$/)
    expect(hint).to.include('cis-kubernetes-2.0.1/5.1.1')
  })

  it('explains a check: what it may be asked, and which controls use it', async () => {
    const said = await printed('explain', 'cde-default-deny')
    expect(said).to.include('  takes      direction: one of ')
    expect(said).to.match(/^used by +.*pci-dss-4\.0\.1\/1\.3\.1, pci-dss-4\.0\.1\/1\.3\.2/m)
  })

  it('names the nearest control or check for one that it does not know', async () => {
    const of = async (id: string) => (await faultOf('controls', 'explain', id)).message
    expect(await of('7.3.33')).to.equal('no control or check "7.3.33", did you mean "7.3.3"?')
    expect(await of('pci-dss-4.0.1/1.3.11')).to.include('did you mean "pci-dss-4.0.1/1.3.1"?')
    expect(await of('cde-defalt-deny')).to.include('did you mean "cde-default-deny"?')
    expect(await of('something-else-entirely')).to.not.include('did you mean')
  })

  it('explains every control and every check in words that are no assessor’s', () => {
    const controls = controlsOf(CATALOGUE)
    const said = [
      ...controls.map((each) => controlSaid(each, CATALOGUE)),
      ...CHECKS.map((check) => checkSaid(check, controls)),
    ]
    expect(said.flatMap(({ text }) => assessorWords(text))).to.deep.equal([])
  })
})
