import type { Digest } from '../core/digest.ts'

/** The signed run that pieces of evidence are taken out of, as each of them names it. */
export type SignedParent = {
  readonly run: string
  /** SHA-256 of its SHA256SUMS */
  readonly sumsDigest: Digest
  readonly manifestDigest: Digest
  /** number and SHA-256 of its log entry */
  readonly entry: number
  readonly entryDigest: Digest
  /** the signed report of a period whose newest run it is; absent: the evidence is that of the run alone */
  readonly report?: SignedReport
}

/** A signed report, as evidence that is taken out of it names it. */
export type SignedReport = Omit<SignedParent, 'run' | 'report'> & { readonly id: string }
