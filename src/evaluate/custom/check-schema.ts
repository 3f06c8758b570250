import { z } from 'zod'
import { isJsonObject } from '../../core/json.ts'
import { looseItems, looseMember, looseText, meaning } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import { pattern } from '../organisation/fields.ts'

/** What ids of an organisation's checks and frameworks begin with. None of ours does, now or later. */
export const OWN = 'org.'

const ownId = z
  .string()
  .regex(
    /^org\.[a-z0-9][a-z0-9.-]{0,58}$/,
    'not an id of yours: org. and small letters, digits, . and -',
  )

const phrase = (max: number) =>
  z
    .string()
    .max(max, `longer than ${max} characters`)
    .refine((value) => value.trim() !== '', 'empty text')

const expression = phrase(2000).describe(
  'CEL over object, facts.NAME and params.NAME; only true and false count',
)

const classes = z.enum(['cde', 'connected', 'out-of-scope', 'unclassified'])

const parameter = z.union([
  z.literal('list').describe('a list of text'),
  z
    .array(phrase(60))
    .min(1, 'empty list')
    .max(20, 'more than 20 words')
    .describe('one of these words'),
])

/** The schema of a check of the organisation; published for editors as controls/schemas/check.json. */
export const checkSchema = z
  .strictObject({
    format: z.literal('check/v1'),
    id: ownId,
    version: z
      .number()
      .int('not a whole number')
      .min(1, 'below 1')
      .describe('rises with any change of logic'),
    title: phrase(120),
    logic: phrase(400).describe('what is decided and how, in one or two sentences'),
    reads: z
      .array(z.string())
      .min(1, 'empty list')
      .max(10, 'more than 10 kinds')
      .describe('kinds whose objects are asked, as pods or ingresses.networking.k8s.io'),
    scope: z
      .strictObject({
        namespaces: z.array(pattern).min(1, 'empty list').max(200, 'more than 200').exactOptional(),
        classes: z.array(classes).min(1, 'empty list').exactOptional(),
      })
      .default({})
      .describe('which objects are asked; absent: all'),
    when: expression
      .exactOptional()
      .describe('objects for which it is false are outside this check'),
    assert: expression,
    message: phrase(200).describe('what a failure says'),
    show: z
      .array(z.string().regex(/^(\/[^/]+)+$/, 'not a JSON pointer, as in /spec/type'))
      .max(5, 'more than 5')
      .default([])
      .describe('values of the object that are shown as evidence'),
    parameters: z
      .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'not a name of a parameter'), parameter)
      .default({})
      .describe('what each control that uses it must give'),
  })
  .check(meaning(tellRepeated))

function tellRepeated(value: Loose, tell: Tell): void {
  for (const key of ['reads', 'show']) {
    const items = looseItems(looseMember(value, key)).map(looseText)
    for (const [index, item] of items.entries())
      if (item !== '' && items.indexOf(item) < index) tell([key, index], 'stands twice')
  }
}

/** The schema of a case of an organisation's check; published for editors as controls/schemas/check-case.json. */
export const caseSchema = z.strictObject({
  format: z.literal('check-case/v1'),
  object: z
    .record(z.string(), z.unknown())
    .check(meaning(tellNoObject))
    .describe('the object as a snapshot holds it'),
  facts: z
    .record(z.string(), z.union([z.boolean(), z.string(), z.array(z.string())]))
    .default({})
    .describe('what the facts are that the check reads'),
  unknownFacts: z.array(z.string()).default([]).describe('facts that are not known'),
  parameters: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
})

function tellNoObject(value: Loose, tell: Tell): void {
  if (!isJsonObject(value)) return
  for (const path of [['apiVersion'], ['kind'], ['metadata', 'name']])
    if (looseText(path.reduce(looseMember, value)) === '') tell(path, 'missing; text is needed')
}

/** A check as written, and one of its cases. */
export type CheckFile = z.output<typeof checkSchema>
export type CaseFile = z.output<typeof caseSchema>
