import { copyFile, lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault, messageOf } from '../../core/fault.ts'
import { checkPdf } from '../../render/print/check-pdf.ts'
import { PDF } from './render.ts'
import type { WorkFolder } from './work-folder.ts'

/**
 * Copies the PDF that `render` printed into a folder to be sealed. It comes from where the browser ran, so it is looked at first: a plain file,
 * printed as reports are, whose first page names this run.
 *
 * Throws Fault `SIGNING_FAILED` on anything else: a signature would vouch for it.
 */
export async function takePdf({ print }: WorkFolder, runId: string, folder: string): Promise<void> {
  const path = join(print, PDF)
  if (!(await lstat(path)).isFile()) throw refusal(`${path} is not a plain file`)
  const copy = join(folder, PDF)
  await copyFile(path, copy)
  try {
    checkPdf(await readFile(copy), runId)
  } catch (error) {
    throw refusal(`${path} is not the report of ${runId}: ${messageOf(error)}`, error)
  }
}

function refusal(message: string, cause?: unknown): Fault {
  return new Fault('SIGNING_FAILED', message, {
    hint: 'nothing was signed: find out what wrote it, and run again with an empty work folder',
    ...(cause === undefined ? {} : { cause }),
  })
}
