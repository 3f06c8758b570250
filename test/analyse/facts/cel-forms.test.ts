import { expect } from 'chai'
import fc from 'fast-check'
import { refusedByCel } from '../../../src/analyse/facts/admission/cel-forms.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { expressionOf } from '../../../src/evaluate/custom/cel.ts'
import type { PodRefusal } from '../../../src/model/pod-admission.ts'
import { podsGoing } from './going-pods.ts'
import { PUBLISHED } from './published-forms.ts'

const ALL_CONTAINERS = {
  name: 'all',
  expression:
    'object.spec.containers + object.spec.?initContainers.orValue([]) + (has(object.spec.ephemeralContainers) ? object.spec.ephemeralContainers : [])',
}

const refusedBy = (...expressions: readonly string[]) => refusedByCel(expressions, [ALL_CONTAINERS])

/** `privileged of containers, initContainers` */
const wordsOf = (refuses: readonly PodRefusal[]) =>
  refuses.map(({ way, places }) => `${way} of ${places.join(', ')}`)

const EACH = 'containers, initContainers, ephemeralContainers'

describe('the forms of CEL that are read', () => {
  for (const { name, source, validations, variables = [], ways, places } of PUBLISHED)
    it(`are those of ${source}: ${name}`, () => {
      expect(refusedByCel(validations, variables)).to.deep.equal(
        ways.map((way) => ({ way, places })),
      )
    })

  it('refuse each way in the places of which they are certain', () => {
    const read: Readonly<Record<string, readonly string[]>> = {
      '!object.spec.hostPID': ['hostPID of pod'],
      '!has(object.spec.hostPID)': ['hostPID of pod'],
      '!has(object.spec.hostPID) || object.spec.hostPID == false': ['hostPID of pod'],
      "object.kind != 'Pod' || (object.spec.hostIPC != true) || (!has(object.spec.hostIPC))": [
        'hostIPC of pod',
      ],
      'object.spec.?hostNetwork.orValue(false) == false': ['hostNetwork of pod'],
      '(!has(object.spec.hostPID) || !object.spec.hostPID) && (!has(object.spec.hostIPC) || !object.spec.hostIPC)':
        ['hostIPC of pod', 'hostPID of pod'],
      'object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || !c.securityContext.privileged)':
        ['privileged of containers'],
      'object.spec.initContainers.all(c, !c.securityContext.privileged)': [
        'privileged of initContainers',
      ],
      '(object.spec.containers + object.spec.initContainers).all(c, !c.securityContext.privileged)':
        ['privileged of initContainers'],
      '!object.spec.containers.exists(c, has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged)':
        ['privileged of containers'],
      'variables.all.all(c, c.?securityContext.?allowPrivilegeEscalation.orValue(true) == false)': [
        `allowPrivilegeEscalation of ${EACH}`,
        `allowPrivilegeEscalation unset of ${EACH}`,
      ],
      'variables.all.all(c, c.securityContext.allowPrivilegeEscalation == false)': [
        `allowPrivilegeEscalation of ${EACH}`,
      ],
      'variables.all.all(c, !has(c.securityContext) || !has(c.securityContext.allowPrivilegeEscalation) || !c.securityContext.allowPrivilegeEscalation)':
        [`allowPrivilegeEscalation of ${EACH}`],
      "variables.all.all(c, c.?securityContext.?capabilities.?drop.orValue([]).exists(d, d in ['ALL', 'NET_RAW']))":
        [`capabilities keeping NET_RAW of ${EACH}`],
      "variables.all.all(c, 'ALL' in c.?securityContext.?capabilities.?drop.orValue([]))": [
        `capabilities kept of ${EACH}`,
        `capabilities keeping NET_RAW of ${EACH}`,
      ],
      "variables.all.all(c, c.?securityContext.?capabilities.?add.orValue([]).all(d, d == 'NET_BIND_SERVICE'))":
        [`capabilities added of ${EACH}`],
      'object.spec.?securityContext.?windowsOptions.?hostProcess.orValue(false) == false': [
        'hostProcess of pod',
      ],
      'object.spec.securityContext.runAsNonRoot == true': [],
      'has(object.spec.securityContext) && has(object.spec.securityContext.runAsNonRoot) && object.spec.securityContext.runAsNonRoot':
        [`runAsNonRoot unset of ${EACH}`],
      '!object.spec.hostPID // and nothing else': ['hostPID of pod'],
    }
    for (const [expression, found] of Object.entries(read))
      expect(wordsOf(refusedBy(expression)), expression).to.deep.equal(found)
    expect(wordsOf(refusedBy('object.metadata.name.size() > 3', '!object.spec.hostPID')))
      .to.deep // prettier-ignore
      .equal(['hostPID of pod'])
  })

  it('are no expressions that only name a field', () => {
    const unread = [
      'true || object.spec.hostPID',
      'object.spec.hostPID',
      'object.spec.hostPID == true',
      'true // !object.spec.hostPID',
      "object.metadata.annotations['x.io/privileged'] != 'yes' || object.metadata.name.startsWith('p')",
      "namespaceObject.metadata.name != 'other' || !object.spec.hostPID",
      "request.userInfo.username == 'admin' || !object.spec.hostPID",
      "object.metadata.name == ' && !object.spec.hostPID && '",
      'object.metadata.name == """ " && !object.spec.hostPID && " """',
      String.raw`object.metadata.name == '\' && !object.spec.hostPID && \''`,
      "object.metadata.name == r'\\' && !object.spec.hostPID",
      'object.metadata.name.size() > 3 || !object.spec.hostPID',
      '!object.spec.hostPID && object.metadata.name.size() > 3 ? true : true',
      '!object.spec.hostPID || !object.spec.hostIPC',
      '!(object.spec.hostPID == false)',
      '!object.spec.hostPID == false',
      '!!object.spec.hostPID',
      'object.spec.containers.exists(c, !c.securityContext.privileged)',
      'object.spec.containers.all(c, !object.spec.containers[0].securityContext.privileged)',
      '!object.spec.containers[0].securityContext.privileged',
      'object.spec.containers.filter(c, c.name.size() > 3).all(c, !c.securityContext.privileged)',
      'object.spec.containers.all(c, !c.securityContext.privileged) == false',
      'object.spec.containers.all(i, c, !c.securityContext.privileged)',
      'object.spec.containers.all(object, !object.spec.hostPID)',
      'oldObject.spec.containers.all(c, !c.securityContext.privileged)',
      'variables.none.all(c, !c.securityContext.privileged)',
      'variables.all.all(c, c.?securityContext.?allowPrivilegeEscalation == false)',
      `!object.spec.hostPID${' '.repeat(4000)}`,
      `${'('.repeat(50)}!object.spec.hostPID${')'.repeat(50)}`,
      '!object.spec.hostPID && ',
      '!object.spec.hostPID)',
    ]
    for (const each of unread) expect(refusedBy(each), each).to.deep.equal([])
  })

  it('end with variables that grow out of themselves', () => {
    const name = (at: number) => `v${at}`
    const variables = Array.from({ length: 60 }, (_, at) => ({
      name: name(at),
      expression: at === 0 ? '[1, 2]' : `variables.${name(at - 1)} + variables.${name(at - 1)}`,
    }))
    const nested = `variables.v4.all(a, ${'variables.v4.all(b, '.repeat(20)}true${')'.repeat(20)})`
    expect(refusedByCel([nested, '!object.spec.hostPID'], variables)).to.deep.equal([])
  })

  it('are false of every pod that goes such a way, as CEL itself evaluates them', () => {
    fc.assert(
      fc.property(anyExpression, pods, fc.nat(), (expression, pod, seed) => {
        for (const { way, places } of refusedBy(expression))
          for (const place of places)
            expect(
              answerOf(expression, podsGoing(pod, way, place, seed)),
              `${way} ${place}: ${expression}`,
            ).to.equal('false')
      }),
      { numRuns: 2000 },
    )
  })

  // of those with optional members, which this CEL does not parse, a real API server is asked: test/cluster/pod-policies.test.ts
  it('are false of such pods where they are published', () => {
    const plain = PUBLISHED.filter((each) => !JSON.stringify(each).includes('.?'))
    expect(plain.length).to.be.greaterThan(5)
    for (const { validations, ways, places } of plain)
      for (const way of ways)
        for (const place of places)
          for (let seed = 0; seed < 20; seed += 1) {
            const pod = podsGoing({ spec: { containers: [{}] } }, way, place, seed)
            const answers = validations.map((each) => answerOf(each, pod))
            expect(answers, `${way} ${place}`).to.include('false')
          }
  })

  it('are met by the expressions that the comparison makes', () => {
    const made = fc.sample(anyExpression, 500).filter((each) => refusedBy(each).length > 0)
    expect(made.length).to.be.greaterThan(25)
  })
})

function answerOf(expression: string, object: JsonObject): string {
  const scope = { object, facts: {}, unknownFacts: [], params: {} }
  return expressionOf(expression)(scope).kind
}

const signs = (path: string) => [
  `!${path}`,
  `${path} == false`,
  `${path} != true`,
  `!has(${path})`,
  `has(${path})`,
  path,
  'true',
  'false',
]

function disjunction(path: string): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...signs(path)), { minLength: 1, maxLength: 3 })
    .map((each) => each.join(' || '))
}

function combined(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ one: string }>((tie) => ({
    one: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      leaf,
      fc.tuple(tie('one'), fc.constantFrom('&&', '||'), tie('one')).map((each) => each.join(' ')),
      tie('one').map((each) => `(${each})`),
      tie('one').map((each) => `!(${each})`),
      fc.tuple(tie('one'), tie('one')).map(([one, other]) => `${one} ? ${other} : true`),
    ),
  })).one
}

const FLAGS = ['privileged', 'allowPrivilegeEscalation', 'runAsNonRoot']
const CONTEXT = 'c.securityContext'

const ofContainer = combined(
  fc.oneof(
    ...FLAGS.map((flag) => disjunction(`${CONTEXT}.${flag}`)),
    fc.constantFrom(
      `has(${CONTEXT})`,
      `!has(${CONTEXT})`,
      'c.ports.exists(p, p.hostPort > 0)',
      'c.ports.all(p, !has(p.hostPort))',
      `'ALL' in ${CONTEXT}.capabilities.drop`,
      `${CONTEXT}.capabilities.drop.exists_one(d, d == 'ALL')`,
      `${CONTEXT}.capabilities.add.all(d, d in ['NET_BIND_SERVICE'])`,
      `size(${CONTEXT}.capabilities.add) == 1`,
      `${CONTEXT}.capabilities.add[0] == 'NET_BIND_SERVICE'`,
    ),
  ),
)

const LISTS = [
  'object.spec.containers',
  'object.spec.initContainers',
  '(object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : []))',
]

const anyExpression = combined(
  fc.oneof(
    disjunction('object.spec.hostPID'),
    disjunction('object.spec.securityContext.runAsNonRoot'),
    fc.constantFrom(
      'object.spec.volumes.all(v, !has(v.hostPath))',
      'object.spec.volumes.all(v, has(v.emptyDir) || has(v.secret))',
      '!object.spec.volumes.exists(v, !has(v.nfs))',
      '!has(object.spec.volumes)',
      '!has(object.spec.initContainers)',
      "object.kind != 'Pod'",
    ),
    fc
      .tuple(fc.constantFrom(...LISTS), fc.constantFrom('all', 'exists'), ofContainer)
      .map(([list, macro, test]) => `${list}.${macro}(c, ${test})`),
  ),
)

const flags = Object.fromEntries(FLAGS.map((flag) => [flag, fc.boolean()]))
const container: fc.Arbitrary<JsonObject> = fc.record(
  { securityContext: fc.record(flags, { requiredKeys: [] }) },
  { requiredKeys: [] },
)
const pods: fc.Arbitrary<JsonObject> = fc.record({
  spec: fc.record(
    {
      containers: fc.array(container, { maxLength: 3 }),
      initContainers: fc.array(container, { maxLength: 3 }),
      hostPID: fc.boolean(),
      securityContext: fc.record({ runAsNonRoot: fc.boolean() }, { requiredKeys: [] }),
    },
    { requiredKeys: ['containers'] },
  ),
})
