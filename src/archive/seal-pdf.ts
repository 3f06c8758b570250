import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Instant } from '../core/clock.ts'
import { digestOf, type Digest } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import type { Signer, Trust } from '../model/signer.ts'
import { readCertificate } from '../sign/certificate-facts.ts'
import { fingerprintOf } from '../sign/fingerprint.ts'
import { signPdf } from '../sign/pdf.ts'
import { verifyPdf } from '../sign/pdf-verify.ts'

/** What a file that is being written ends in; found later, it is the remains of a crash. */
export const SIGNING = '.sealing'

/** The unsigned PDF inside a signed one: its first `size` bytes. */
export type UnsignedPart = { readonly size: number; readonly digest: Digest }

/** Signs a PDF file in place, unless this signer has signed it already, and tells which part of it is the unsigned PDF. Throws Faults as signPdf. */
export async function signPdfIn(
  file: string,
  signer: Signer,
  at: Instant,
  reason: string,
): Promise<UnsignedPart> {
  const pdf = await readFile(file)
  const before = verifyPdf(pdf, trustIn(signer), at)
  if (before.kind === 'valid' && before.unsignedLength !== undefined)
    return partOf(pdf, before.unsignedLength)
  const name = readCertificate(leafOf(signer), signer.id).identity.subject
  const signed = await signPdf(pdf, signer, { at, reason, name })
  await writeFile(file + SIGNING, signed)
  await rename(file + SIGNING, file)
  return partOf(pdf, pdf.length)
}

/** Trust in exactly this signer: what it signs must verify so before it is published. */
export function trustIn(signer: Signer): Trust {
  return { kind: 'signer', fingerprint: fingerprintOf(leafOf(signer)) }
}

function leafOf({ id, certificateChain: [leaf] }: Signer): Uint8Array {
  if (leaf === undefined) throw new Fault('SIGNING_FAILED', `${id} has no certificate`)
  return leaf
}

function partOf(pdf: Uint8Array, size: number): UnsignedPart {
  return { size, digest: digestOf(pdf.subarray(0, size)) }
}
