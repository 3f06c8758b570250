import { z } from 'zod'
import { looseItems, looseMember, looseText, meaning, tellRepeatedIds } from '../core/meaning.ts'
import type { Loose, Tell } from '../core/meaning.ts'
import { id } from './organisation/fields.ts'

/** A phrase of ours, bounded: wording of a benchmark or standard has no place here. */
const phrase = (max: number) =>
  z
    .string()
    .max(max, `longer than ${max} characters`)
    .refine((value) => value.trim() !== '', 'empty text')

const minor = z.string().regex(/^[0-9]{1,3}\.[0-9]{1,3}$/, 'not a version, as in "1.34"')

/** A use of a check by a control. */
export const checkUseSchema = z
  .strictObject({
    check: z.string(),
    parameters: z
      .record(z.string(), z.union([z.string(), z.array(z.string())]))
      .default({})
      .describe('what the check asks for'),
    baselines: z
      .record(z.string(), z.string())
      .default({})
      .describe('list parameters taken from a baseline, by its id'),
    onlyIn: z
      .literal('scope')
      .exactOptional()
      .describe(
        'not asked of a cluster that the scope file leaves out whole; absent: asked of every cluster',
      ),
    supports: z.array(z.string()).default([]),
  })
  .check(
    meaning((value, tell) => {
      for (const name of keysOf(looseMember(value, 'baselines'))) {
        if (keysOf(looseMember(value, 'parameters')).includes(name))
          tell(['baselines', name], 'also given as a parameter')
      }
    }),
  )

const signOffDemand = z.strictObject({
  statement: phrase(200).describe('what a person must state'),
  cadence: z
    .enum(['P1M', 'P3M', 'P6M', 'P12M', 'own'])
    .exactOptional()
    .describe(
      'how often at the least; own: each sign-off states it; absent: until what it is bound to changes, and 366 days where it is bound to nothing',
    ),
  binds: z
    .array(z.enum(['rule-set', 'segmentation', 'scope', 'rights']))
    .default([])
    .describe('the digests of what is reviewed: a change of one of them ends the statement'),
  endsOn: z
    .enum(['change', 'significant-change'])
    .exactOptional()
    .describe(
      'change: also where what it is bound to changed and was put back; significant-change: also any significant change of the cluster',
    ),
  period: z
    .boolean()
    .exactOptional()
    .describe('an activity that goes on: each sign-off says which days it speaks of'),
  beyondReach: z
    .boolean()
    .exactOptional()
    .describe('it speaks of what lies beyond the API, too; absent: that stays undetermined'),
})

const controlId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.()-]*$/, 'not the id of a control')

const METHODS = ['automated', 'assisted', 'signed-off-only', 'out-of-reach'] as const

/** What a control may say of its own beside one that it is like. */
const own = {
  level: phrase(20).exactOptional(),
  ownMethod: phrase(20).exactOptional().describe("the benchmark's own word: Manual or Automated"),
}

/** One control of a framework file. */
export const controlSchema = z
  .strictObject({
    id: controlId,
    ...own,
    as: z
      .strictObject({ framework: z.string(), id: z.string() })
      .exactOptional()
      .describe(
        'the control of another framework that it shares everything with but id, level and ownMethod',
      ),
    title: phrase(120).exactOptional(),
    section: phrase(80).exactOptional(),
    method: z.enum(METHODS).exactOptional(),
    checks: z.array(checkUseSchema).exactOptional(),
    checksOf: z
      .array(
        z.strictObject({
          framework: z.string(),
          ids: z.array(z.string()).min(1, 'names no control'),
        }),
      )
      .min(1, 'names no control')
      .exactOptional()
      .describe('controls of other frameworks whose checks are checks of this one, too'),
    signOff: signOffDemand.exactOptional(),
    onlyFor: z
      .enum(['service-provider', 'multi-tenant-provider', 'designated-entity'])
      .exactOptional()
      .describe('whom it is written for; absent: everyone'),
    residual: phrase(240).exactOptional().describe('what this evidence does not cover'),
    procedures: z.array(z.string()).exactOptional(),
    related: z.array(z.strictObject({ framework: z.string(), id: z.string() })).exactOptional(),
  })
  .check(meaning(tellForm), meaning(tellMethod))

const OWN_KEYS: readonly string[] = ['id', 'as', ...Object.keys(own)]

/** A control says everything itself, or which one it is like. */
function tellForm(value: Loose, tell: Tell): void {
  if (looseMember(value, 'as') === undefined) {
    if (looseMember(value, 'title') === undefined) tell(['title'], 'missing; text is needed')
    if (looseMember(value, 'method') === undefined)
      tell(['method'], `missing; one of ${METHODS.join(', ')}`)
    if (looseMember(value, 'residual') === undefined) tell(['residual'], 'missing; text is needed')
    return
  }
  for (const key of keysOf(value).filter((each) => !OWN_KEYS.includes(each)))
    tell([key], 'is that of the control named by `as`')
}

/** A method that decides by checks has some; one that asks a person says what for. */
function tellMethod(value: Loose, tell: Tell): void {
  const method = looseText(looseMember(value, 'method'))
  const byChecks = method === 'automated' || method === 'assisted'
  const checks = ['checks', 'checksOf'].flatMap((key) => looseItems(looseMember(value, key))).length
  if (byChecks && checks === 0) tell(['checks'], `a control that is ${method} needs a check`)
  if (method === 'out-of-reach' && checks > 0) tell(['checks'], 'out of reach, and yet a check')
  const asks = method === 'assisted' || method === 'signed-off-only'
  if (asks && looseMember(value, 'signOff') === undefined)
    tell(['signOff'], `missing; a control that is ${method} says what a person must state`)
}

/** Where no publisher says which checks speak of a control, they answer a part of it: a person answers the rest. */
function tellDecidedByPairing(value: Loose, tell: Tell): void {
  if (looseMember(value, 'pairing') === undefined) return
  for (const [index, control] of looseItems(looseMember(value, 'controls')).entries())
    if (looseText(looseMember(control, 'method')) === 'automated')
      tell(['controls', index, 'method'], 'where the pairing is ours, checks alone decide nothing')
}

/** The schema of a framework file; published for editors as controls/schemas/framework.json. */
export const frameworkSchema = z
  .strictObject({
    format: z.literal('framework/v1'),
    id,
    title: phrase(80),
    version: phrase(20),
    publisher: phrase(80),
    noun: z.enum(['requirement', 'recommendation', 'control', 'criterion']),
    notice: phrase(600).describe('trademarks, origin, and that the wording is ours'),
    kubernetes: z
      .union([z.strictObject({ from: minor, to: minor }), z.literal('not-held')])
      .exactOptional()
      .describe('minor versions that it is written for, both included; not-held: not known'),
    platform: z
      .enum(['eks', 'gke', 'aks', 'self-managed'])
      .exactOptional()
      .describe('the platform that it is written for; absent: any'),
    family: id
      .exactOptional()
      .describe(
        'what its versions have in common: where exhibit.yaml names no frameworks, a cluster gets the newest of them in whose range it is',
      ),
    outside: z
      .strictObject({
        tool: z.literal('kube-bench'),
        benchmarks: z.array(phrase(40)).min(1, 'empty list').describe('what the tool calls it'),
        controlPlane: z
          .array(controlId)
          .default([])
          .describe('sections that are answered on each node of the control plane'),
        everyNode: z
          .array(controlId)
          .default([])
          .describe('sections that are answered on every node'),
      })
      .exactOptional()
      .describe('answers of another tool that count for controls out of reach'),
    waiversLift: z
      .literal('never')
      .exactOptional()
      .describe('never: a waived control stays failed'),
    pairing: z
      .literal('ours')
      .exactOptional()
      .describe(
        'ours: no publisher says which checks speak of which control; used where exhibit.yaml names it',
      ),
    from: z
      .string()
      .exactOptional()
      .describe('the framework whose controls are all controls of this one, too'),
    differences: z
      .array(z.strictObject({ id: z.string(), ...own }))
      .exactOptional()
      .describe('what controls taken over by `from` say otherwise'),
    controls: z.array(controlSchema).default([]),
  })
  .check(
    meaning(tellDecidedByPairing),
    meaning((value, tell) => {
      tellRepeatedIds(value, 'controls', tell)
      tellRepeatedIds(value, 'differences', tell)
      const derived = looseMember(value, 'from') !== undefined
      if (!derived && looseItems(looseMember(value, 'controls')).length === 0)
        tell(['controls'], 'a framework without controls')
      if (!derived && looseMember(value, 'differences') !== undefined)
        tell(['differences'], 'nothing is taken over: `from` is missing')
    }),
  )

/** The schema of a baseline file: a list with a reason for each entry; published for editors as controls/schemas/baseline.json. */
export const baselineSchema = z.strictObject({
  format: z.literal('baseline/v1'),
  id,
  title: phrase(120),
  entries: z.array(z.strictObject({ value: phrase(120), reason: phrase(200) })),
})

/** A framework file as written. */
export type FrameworkFile = z.output<typeof frameworkSchema>

/** A baseline file as written. */
export type BaselineFile = z.output<typeof baselineSchema>

function keysOf(value: Loose): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value)
    : []
}
