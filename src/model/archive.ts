import type { Instant } from '../core/clock.ts'

/** A signing certificate that this archive started with. */
export type ArchiveKey = {
  /** `SHA256:<64 hexadecimal digits>` of the certificate */
  readonly fingerprint: string
  readonly subject: string
}

/** Who writes here (`archive.json`): written once, read by writers, never trusted by verification. */
export type ArchiveRecord = {
  readonly format: 'archive/v1'
  /** 32 hexadecimal digits, named by every manifest of the archive */
  readonly id: string
  /** who the archive belongs to, as its owner says */
  readonly origin: string
  readonly createdAt: Instant
  readonly keys: readonly ArchiveKey[]
}
