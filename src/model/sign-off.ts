import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { BoundDigest, Interval } from './control.ts'

/** How it was established who wrote a file of the organisation. Told to the evaluation, which verifies nothing itself. */
export type Authorship =
  /** a key that the approvers file lists has signed it; `key` is its fingerprint, `SHA256:...` */
  | { readonly kind: 'signed'; readonly by: string; readonly key: string }
  /**
   * a certificate that the approvers file lists has signed it; `certificate` is its fingerprint, `SHA256:...`, `signedAt` (RFC 3339) the signer's
   * word for when, at which the certificate was valid
   */
  | {
      readonly kind: 'by-certificate'
      readonly by: string
      readonly certificate: string
      readonly signedAt: string
    }
  /** such a key has signed the git commit that last touched the file, which is as that commit left it; `commit` is its id */
  | {
      readonly kind: 'committed'
      readonly by: string
      readonly key: string
      readonly commit: string
    }
  /** there is no signature: the file says so itself */
  | { readonly kind: 'asserted' }
  /** there is a signature, and it does not hold */
  | { readonly kind: 'refused'; readonly why: string }

/** One file of the organisation, as a run was given it. */
export type StatementFile = {
  /** as it stands below the inputs of a run: `scope.yaml`, `sign-offs/2026.yaml` */
  readonly name: string
  readonly authorship: Authorship
  /** the same for people */
  readonly said: string
  /** why it counts as missing, for people; absent: it counts */
  readonly setAside?: string
}

/** A person, as a file names them. */
export type Person = { readonly name: string; readonly role: string }

/** That an activity was missed, was noticed and was made up for (PCI DSS, section 7). Days `YYYY-MM-DD`. */
export type MissedActivity = {
  readonly noticedOn: string
  readonly cause: string
  readonly doneOn: string
  readonly newSchedule: string
}

/** That no run answers for some slots, was noticed, and why: a statement of the organisation (`gaps` of a file of sign-offs). */
export type MissedRuns = {
  readonly id: string
  /** the first and the last slot that it speaks of, both included */
  readonly from: Instant
  readonly to: Instant
  /** names with `*`; absent: all */
  readonly clusters?: readonly string[]
  readonly cause: string
  /** `YYYY-MM-DD` */
  readonly noticedOn: string
  readonly by: Person
  readonly authorship: Authorship
  /** name of its file, as the list of files has it */
  readonly file: string
}

/** That a person signed off an archived report: what was reviewed is the report, by its digest (`reports` of a file of sign-offs). */
export type ReportSignOff = {
  readonly id: string
  /** id of the report, `2026-Q4-0a1b2c3d` */
  readonly report: string
  /** SHA-256 of its SHA256SUMS, and so of everything in it */
  readonly digest: Digest
  readonly by: Person
  /** `YYYY-MM-DD` */
  readonly signedOffOn: string
  readonly authorship: Authorship
  /** name of its file, as the list of files has it */
  readonly file: string
}

/** A person's dated statement for one control, bound to what was reviewed. */
export type SignOff = {
  readonly id: string
  readonly framework: string
  readonly control: string
  readonly by: Person
  /** the day of the review, test or confirmation, `YYYY-MM-DD` */
  readonly performedOn: string
  /** what was reviewed, by cluster; without digests the name may be a pattern with `*` */
  readonly clusters: readonly {
    readonly name: string
    readonly digests: Readonly<Partial<Record<BoundDigest, Digest>>>
  }[]
  /** sooner than the control asks, or what it leaves to the organisation; absent: as the control asks */
  readonly cadence?: Interval
  /** the days of an activity that it speaks of, both included, `YYYY-MM-DD`; absent: it speaks of none that goes on */
  readonly period?: { readonly from: string; readonly to: string }
  readonly evidence: readonly { readonly link: string; readonly digest?: Digest }[]
  /** absent: none was missed */
  readonly missed?: MissedActivity
  readonly note?: string
  readonly authorship: Authorship
  /** name of its file, as the list of files has it */
  readonly file: string
}

/** That a control, or a whole framework, does not apply to the organisation, or to some of its clusters. */
export type Inapplicable = {
  readonly id: string
  readonly framework: string
  /** absent: all of the framework */
  readonly control?: string
  /** names with `*`; absent: all */
  readonly clusters?: readonly string[]
  readonly reason: string
  /** as listed in the file; printed "listed as approved by" */
  readonly approvedBy: string
  readonly approvedOn: string
}

/** The organisation's applicability file. */
export type Applicability = {
  /** absent: the file does not say, and what is written for such an entity applies */
  readonly multiTenantProvider?: boolean
  readonly designatedEntity?: boolean
  readonly notApplicable: readonly Inapplicable[]
  readonly authorship: Authorship
}

/** Who may sign the organisation's files. */
export type Approvers = {
  /** true: a statement that nobody of them has signed counts as missing */
  readonly requireSigned: boolean
  readonly approvers: readonly {
    readonly name: string
    /** public keys as OpenSSH writes them, `ssh-ed25519 AAAA...` */
    readonly keys: readonly string[]
    /** SHA-256 fingerprints of certificates, as written */
    readonly certificates: readonly string[]
  }[]
}
