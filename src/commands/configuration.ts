import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { isTimeZone } from '../core/time-zone.ts'
import { isFault } from '../core/fault.ts'
import { looseItems, looseMember, looseText, meaning } from '../core/meaning.ts'
import type { Loose, Tell } from '../core/meaning.ts'
import { readTextFile } from '../core/text-file.ts'
import { placeOf, validate } from '../core/validate.ts'
import { parseYamlDocument, type NodePath, type YamlDocument } from '../core/yaml.ts'
import { textOption, type Context, type Options } from './context.ts'
import { isPaper, PAPERS } from '../render/paper.ts'
import { absoluteDeliver, deliverSchema } from './deliver-schema.ts'
import { isSchedule } from './slot.ts'

const s3 = z.strictObject({
  bucket: z.string(),
  prefix: z.string().optional(),
  region: z.string().optional(),
  endpoint: z.string().optional(),
  pathStyle: z.boolean().default(false),
  accessKeyIdFile: z.string().optional(),
  secretAccessKeyFile: z.string().optional(),
  sessionTokenFile: z.string().optional(),
  encryption: z.enum(['none', 'AES256', 'aws:kms']).default('AES256'),
  kmsKeyId: z.string().optional(),
  caFile: z.string().optional(),
})

/** The schema of exhibit.yaml; published for editors as controls/schemas/exhibit.json. */
export const configurationSchema = z.strictObject({
  estate: z.string().optional().describe('path of the estate file'),
  organisation: z
    .strictObject({
      scope: z.string().optional(),
      flows: z.string().optional(),
      changes: z.string().optional().describe('changes of policies with ticket and approver'),
      waivers: z.string().optional(),
      signOffs: z.string().optional().describe('a file of sign-offs, or a folder of such files'),
      applicability: z.string().optional(),
      outsideEvidence: z
        .string()
        .optional()
        .describe('a folder of statements and of the files of other tools that they attach'),
      approvers: z.string().optional().describe('who may sign these files'),
    })
    .default({}),
  archive: z
    .strictObject({
      origin: z.string().default('exhibit').describe('who the archive belongs to, printed'),
      directory: z.string().optional(),
      s3: s3.optional(),
    })
    .default({ origin: 'exhibit' }),
  signing: z
    .strictObject({
      keyFile: z.string().optional(),
      chainFile: z.string().optional(),
      passphraseFile: z.string().optional(),
      keyDirectory: z.string().optional().describe('where local keys are made and kept'),
    })
    .default({}),
  report: z
    .strictObject({
      title: z.string().default('Kubernetes segmentation evidence'),
      entity: z.string().optional(),
      logo: z
        .string()
        .optional()
        .describe('a PNG or JPEG of at most 256 KiB and 4,000 pixels a side, for covers'),
      classification: z.string().default('Confidential'),
      timeZone: z
        .string()
        .refine(isTimeZone, 'not a time zone, as in Europe/Berlin')
        .default('UTC')
        .describe(
          'where the days of periods begin, and in which covers say days and times beside UTC',
        ),
      fiscalYear: z
        .strictObject({
          firstMonth: z.number().int().min(1).max(12).describe('that it begins with, 1 to 12'),
          namedBy: z
            .enum(['start', 'end'])
            .default('end')
            .describe('the calendar year that gives it its number'),
        })
        .optional()
        .describe('what FY2026 and FY2026-Q1 mean'),
      periods: z
        .array(
          z.strictObject({
            name: z
              .string()
              .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/, 'not a name: letters, digits, . _ -'),
            from: z.iso.date(),
            to: z.iso.date().describe('the first day after it'),
          }),
        )
        .default([])
        .describe("periods of the organisation's own"),
      paper: z.enum(PAPERS).default(PAPERS[0]).describe('what reports are printed on'),
      pdf: z.boolean().default(true),
      archiveAlso: z
        .array(z.enum(['markdown', 'xlsx']))
        .default([])
        .describe(
          'formats that every run archives beside HTML, JSON, CSV and PDF; exhibit report makes them of any run when they are wanted',
        ),
      browser: z
        .strictObject({ path: z.string().optional(), sandbox: z.boolean().optional() })
        .default({}),
    })
    .prefault({}),
  frameworks: z
    .array(z.string())
    .min(1, 'empty list: nothing would be evaluated; leave it out, or name a framework')
    .check(meaning(tellRepeated))
    .optional()
    .describe(
      'ids of the frameworks to evaluate; absent: all but those whose pairing with checks is ours',
    ),
  catalogue: z
    .string()
    .optional()
    .describe('a folder with frameworks, checks and their cases of your own'),
  evaluation: z
    .strictObject({
      deadlineSeconds: z
        .number()
        .int()
        .positive()
        .max(86_400)
        .default(1800)
        .describe(
          'seconds that evaluating one cluster may take; beyond them all of its results are errors',
        ),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      cron: z.string().refine(isSchedule, 'not a five-field cron expression').default('0 2 * * *'),
      startingDeadlineSeconds: z.number().int().positive().default(3600),
    })
    .prefault({}),
  deliver: deliverSchema,
})

/** A framework that stands twice is most likely meant to be another one. */
function tellRepeated(frameworks: Loose, tell: Tell): void {
  const names = looseItems(frameworks).map(looseText)
  for (const [index, name] of names.entries())
    if (name !== '' && names.indexOf(name) < index) tell([index], `${name} stands twice`)
}

/** exhibit.yaml as written, with its defaults. */
export type ConfigurationFile = z.output<typeof configurationSchema>

/** The configuration of one call: flags over environment over file; every path absolute. */
export type Configuration = ConfigurationFile & {
  /** path of exhibit.yaml; absent: none was given and none is in the current folder */
  readonly file?: string
  /** where a value of exhibit.yaml stands, as a fault begins; absent without a file */
  readonly at?: (path: NodePath) => string
}

/** The part of a configuration that names files and frameworks. */
export type NamedFiles = Pick<
  Configuration,
  'estate' | 'organisation' | 'frameworks' | 'catalogue' | 'at'
>

const DEFAULT_FILE = 'exhibit.yaml'

/** Which configuration file a call means: `--config`, EXHIBIT_CONFIG, else exhibit.yaml in the current folder where there is one. */
export function configurationFile(context: Context, options: Options): string | undefined {
  const given = textOption(options, 'config') ?? context.env.EXHIBIT_CONFIG
  if (given !== undefined) return resolve(context.cwd, given)
  const local = join(context.cwd, DEFAULT_FILE)
  return existsSync(local) ? local : undefined
}

/**
 * The configuration of this call. Throws Fault `CONFIGURATION` with every fault of the file at once, each with its line.
 */
export function loadConfiguration(context: Context, options: Options): Configuration {
  const file = configurationFile(context, options)
  if (file === undefined)
    return withFlags(absolute(configurationSchema.parse({}), context.cwd), context, options)
  const document = readDocument(file)
  const parsed = validate(configurationSchema, document, file)
  return {
    ...withFlags(absolute(parsed, dirname(file)), context, options),
    file,
    at: (path) => placeOf(document, file, path),
  }
}

function readDocument(file: string): YamlDocument {
  return parseYamlDocument(readTextFile(file, 'configuration'), file)
}

/**
 * The files and frameworks that an exhibit.yaml with faults still names, so that their faults can be told with its own; absent when nothing
 * of it can be read.
 */
export function namedFiles(context: Context, options: Options): NamedFiles | undefined {
  const file = configurationFile(context, options)
  if (file === undefined) return undefined
  try {
    const document = readDocument(file)
    const part = <T>(schema: z.ZodType<T>, ...path: readonly string[]): T | undefined =>
      schema.safeParse(path.reduce<Loose>(looseMember, document.value)).data
    const text = (...path: readonly string[]) => part(z.string(), ...path)
    const written = configurationSchema.parse({
      estate: text('estate'),
      organisation: {
        scope: text('organisation', 'scope'),
        flows: text('organisation', 'flows'),
        changes: text('organisation', 'changes'),
        waivers: text('organisation', 'waivers'),
        signOffs: text('organisation', 'signOffs'),
        applicability: text('organisation', 'applicability'),
        outsideEvidence: text('organisation', 'outsideEvidence'),
        approvers: text('organisation', 'approvers'),
      },
      catalogue: text('catalogue'),
    })
    return {
      ...withFlags(absolute(written, dirname(file)), context, options),
      frameworks: part(z.array(z.string()), 'frameworks'),
      at: (path) => placeOf(document, file, path),
    }
  } catch (error) {
    if (!isFault(error)) throw error
    return undefined
  }
}

/** Paths in the file are relative to the file's folder. */
function absolute(file: ConfigurationFile, base: string): ConfigurationFile {
  const at = (path: string | undefined) =>
    path === undefined || isAbsolute(path) ? path : join(base, path)
  return {
    ...file,
    estate: at(file.estate),
    organisation: mapValues(file.organisation, at),
    catalogue: at(file.catalogue),
    report: { ...file.report, logo: at(file.report.logo) },
    archive: {
      ...file.archive,
      directory: at(file.archive.directory),
      s3: absoluteS3(file.archive.s3, at),
    },
    signing: mapValues(file.signing, at),
    deliver: absoluteDeliver(file.deliver, at),
  }
}

function absoluteS3(
  settings: ConfigurationFile['archive']['s3'],
  at: (path: string | undefined) => string | undefined,
): ConfigurationFile['archive']['s3'] {
  if (settings === undefined) return undefined
  return {
    ...settings,
    accessKeyIdFile: at(settings.accessKeyIdFile),
    secretAccessKeyFile: at(settings.secretAccessKeyFile),
    sessionTokenFile: at(settings.sessionTokenFile),
    caFile: at(settings.caFile),
  }
}

function mapValues<T extends Record<string, string | undefined>>(
  paths: T,
  at: (path: string | undefined) => string | undefined,
): T {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, at(path)])) as T
}

/** Flags win over the environment, the environment over the file. */
function withFlags(file: ConfigurationFile, context: Context, options: Options): ConfigurationFile {
  const flag = (name: string, variable: string) => {
    const value = textOption(options, name) ?? context.env[variable]
    return value === undefined ? undefined : resolve(context.cwd, value)
  }
  const estate = flag('estate', 'EXHIBIT_ESTATE') ?? file.estate
  const directory = flag('archive', 'EXHIBIT_ARCHIVE')
  const paper = textOption(options, 'paper')
  const keyDirectory = flag('keyDir', 'EXHIBIT_KEY_DIR') ?? file.signing.keyDirectory
  return {
    ...file,
    estate,
    archive: directory === undefined ? file.archive : { origin: file.archive.origin, directory },
    signing: { ...file.signing, keyDirectory },
    report: isPaper(paper) ? { ...file.report, paper } : file.report,
  }
}
