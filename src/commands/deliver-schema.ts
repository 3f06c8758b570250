import { z } from 'zod'
import { isWebhookUrl } from '../deliver/request.ts'

const webhook = z.strictObject({
  url: z
    .string()
    .refine(
      isWebhookUrl,
      'not an https URL (http is for localhost alone), or one with a name and password in it',
    ),
  secretFile: z
    .string()
    .describe('the secret that messages are signed with, 16 bytes or more: openssl rand -hex 32'),
  caFile: z
    .string()
    .optional()
    .describe("PEM of the authority that signed the server's certificate"),
  details: z
    .boolean()
    .default(false)
    .describe(
      'names of clusters and subjects, and reasons, too; counts, ids and dates alone when false',
    ),
})

/** The section `deliver` of exhibit.yaml. */
export const deliverSchema = z
  .strictObject({
    webhooks: z
      .array(webhook)
      .default([])
      .describe('who is told of each archived run and report of a period'),
    readAt: z
      .url({ protocol: /^https$/ })
      .optional()
      .describe("where people read the archive's folders: links of messages begin with it"),
  })
  .prefault({})

type DeliverSection = z.output<typeof deliverSchema>

/** The section with absolute paths. */
export function absoluteDeliver(
  section: DeliverSection,
  at: (path: string | undefined) => string | undefined,
): DeliverSection {
  const webhooks = section.webhooks.map((each) => ({
    ...each,
    secretFile: at(each.secretFile) ?? each.secretFile,
    caFile: at(each.caFile),
  }))
  return { ...section, webhooks }
}
