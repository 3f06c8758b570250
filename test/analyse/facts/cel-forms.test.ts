import { expect } from 'chai'
import fc from 'fast-check'
import { fieldsRefused } from '../../../src/analyse/facts/admission/cel-forms.ts'
import { expressionOf } from '../../../src/evaluate/custom/cel.ts'

const ALL_CONTAINERS = {
  name: 'all',
  expression:
    'object.spec.containers + object.spec.?initContainers.orValue([]) + (has(object.spec.ephemeralContainers) ? object.spec.ephemeralContainers : [])',
}

const refusedBy = (...expressions: readonly string[]) =>
  fieldsRefused(expressions, [ALL_CONTAINERS])

describe('the forms of CEL that are read', () => {
  it('are conjunctions, and tests that a field is not there or not true, of the pod or of all its containers', () => {
    const read: Readonly<Record<string, readonly string[]>> = {
      '!object.spec.hostPID': ['hostPID'],
      '!has(object.spec.hostPID) || object.spec.hostPID == false': ['hostPID'],
      '(object.spec.hostIPC != true) || (!has(object.spec.hostIPC))': ['hostIPC'],
      'object.spec.?hostNetwork.orValue(false) == false': ['hostNetwork'],
      '(!has(object.spec.hostPID) || !object.spec.hostPID) && (!has(object.spec.hostIPC) || !object.spec.hostIPC)':
        ['hostIPC', 'hostPID'],
      'object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || !c.securityContext.privileged)':
        ['privileged'],
      'object.spec.containers.all(container, container.?securityContext.?privileged.orValue(false) == false)':
        ['privileged'],
      'variables.all.all(c, c.?securityContext.?allowPrivilegeEscalation.orValue(true) == false)': [
        'allowPrivilegeEscalation',
      ],
      'object.spec.containers.all(c, has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged == false)':
        ['privileged'],
      '!object.spec.hostPID // and nothing else': ['hostPID'],
    }
    for (const [expression, fields] of Object.entries(read))
      expect(refusedBy(expression), expression).to.deep.equal(fields)
    expect(refusedBy('object.metadata.name.size() > 3', '!object.spec.hostPID')).to.deep.equal([
      'hostPID',
    ])
  })

  it('are no expressions that only name a field', () => {
    const unread = [
      'true || object.spec.hostPID',
      'object.spec.hostPID',
      'object.spec.hostPID == true',
      'true // !object.spec.hostPID',
      "object.metadata.annotations['x.io/privileged'] != 'yes' || object.metadata.name.startsWith('p')",
      "namespaceObject.metadata.name != 'other' || !object.spec.hostPID",
      "object.metadata.name == ' && !object.spec.hostPID && '",
      'object.metadata.name == """ " && !object.spec.hostPID && " """',
      'object.metadata.name.size() > 3 || !object.spec.hostPID',
      '!object.spec.hostPID && object.metadata.name.size() > 3 ? true : true',
      '!has(object.spec.hostPID)',
      '!object.spec.hostPID || !object.spec.hostIPC',
      '!(object.spec.hostPID == false)',
      '!object.spec.hostPID == false',
      'object.spec.containers.exists(c, !c.securityContext.privileged)',
      'object.spec.initContainers.all(c, !c.securityContext.privileged)',
      'object.spec.containers.all(c, !object.spec.containers[0].securityContext.privileged)',
      'object.spec.containers.all(c, !c.securityContext.privileged) == false',
      'object.spec.containers.all(i, c, !c.securityContext.privileged)',
      'variables.none.all(c, !c.securityContext.privileged)',
      `!object.spec.hostPID${' '.repeat(2000)}`,
    ]
    for (const each of unread) expect(refusedBy(each), each).to.deep.equal([])
  })

  it('are false of every pod that sets such a field, as CEL itself evaluates them', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyExpression, disjunction('object.spec.hostPID')),
        pods,
        (expression, pod) => {
          for (const field of refusedBy(expression))
            expect(
              expressionOf(expression)({
                object: withField(pod, field),
                facts: {},
                unknownFacts: [],
                params: {},
              }).kind,
              expression,
            ).to.equal('false')
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('are met by the expressions that the comparison makes', () => {
    const made = fc.sample(anyExpression, 500).filter((each) => refusedBy(each).length > 0)
    expect(made.length).to.be.greaterThan(25)
  })
})

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

const ofContainer = combined(disjunction('c.securityContext.privileged'))
const anyExpression = combined(
  fc.oneof(
    disjunction('object.spec.hostPID'),
    disjunction('object.spec.hostIPC'),
    ofContainer.map((each) => `object.spec.containers.all(c, ${each})`),
  ),
)

const context = fc.record(
  { securityContext: fc.record({ privileged: fc.boolean() }, { requiredKeys: [] }) },
  { requiredKeys: [] },
)
const pods = fc.record({
  spec: fc.record(
    {
      containers: fc.array(context, { maxLength: 3 }),
      hostPID: fc.boolean(),
      hostIPC: fc.boolean(),
    },
    { requiredKeys: ['containers'] },
  ),
})

/** The pod with the field set: in its spec, or in one container more. */
function withField(
  { spec }: typeof pods extends fc.Arbitrary<infer Pod> ? Pod : never,
  field: string,
) {
  if (field !== 'privileged') return { spec: { ...spec, [field]: true } }
  return {
    spec: { ...spec, containers: [...spec.containers, { securityContext: { privileged: true } }] },
  }
}
