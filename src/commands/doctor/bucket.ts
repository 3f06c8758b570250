import type { BucketFacts } from '../../archive/s3/bucket.ts'
import type { BucketProbe } from '../../archive/s3/probe.ts'
import type { S3Encryption } from '../../archive/s3/settings.ts'
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts'

/** How well a bucket keeps what is written into it: versions, locks, and who may look. */
export function checkBucket(facts: BucketFacts): readonly Diagnosis[] {
  return [versioning(facts), lock(facts), access(facts), ...transport(facts)]
}

function versioning({ versioning: state }: BucketFacts): Diagnosis {
  const subject = 'bucket versioning'
  if (state === 'on') return ok(subject, 'on')
  const what =
    state === 'unknown'
      ? 'not told by the server'
      : 'off: an object that is written over or deleted is gone'
  return warn(subject, what, 'enable versioning, and grant s3:GetBucketVersioning')
}

function lock({ lock: state }: BucketFacts): Diagnosis {
  const subject = 'bucket lock'
  if (state.kind === 'on' && state.retention !== undefined)
    return ok(subject, `Object Lock, ${state.retention} by default`)
  if (state.kind === 'on')
    return warn(
      subject,
      'Object Lock without default retention: nothing is locked by itself',
      'set a default retention of the length that evidence must be kept',
    )
  const what = state.kind === 'unknown' ? 'not told by the server' : 'none: evidence can be deleted'
  return warn(
    subject,
    what,
    'use a bucket with Object Lock, and grant s3:GetBucketObjectLockConfiguration',
  )
}

function access({ publicTo }: BucketFacts): Diagnosis {
  const subject = 'bucket access'
  switch (publicTo) {
    case 'nobody':
      return ok(subject, 'closed to requests without credentials')
    case 'anybody':
      return warn(
        subject,
        'public: anybody can read it, without credentials',
        'block public access to the bucket: it tells attackers where to go',
      )
    case 'unknown':
      return warn(
        subject,
        'not known whether it is public',
        'grant s3:GetBucketPolicyStatus, and block public access',
      )
  }
}

function transport({ plainHttp }: BucketFacts): readonly Diagnosis[] {
  if (!plainHttp) return []
  const what = 'plain HTTP: others can read and change what is sent'
  return [warn('bucket endpoint', what, 'give an https endpoint, and its CA as archive.s3.caFile')]
}

/** What the bucket did with a probe: whether a name can be created twice, whether bytes are checked, what comes back, and encryption as asked for. */
export function checkBucketProbe(
  probe: BucketProbe,
  encryption: S3Encryption['kind'],
): readonly Diagnosis[] {
  return [createdOnce(probe), sums(probe), readBack(probe), encrypted(probe, encryption)]
}

function createdOnce({ secondCreate }: BucketProbe): Diagnosis {
  const subject = 'bucket create-only'
  if (secondCreate === 'refused')
    return ok(subject, 'a second create of one name is refused (412 to If-None-Match)')
  return fail(
    subject,
    'a second create of one name is accepted: two runs at once could write over each other',
    'use a server that honours If-None-Match on PUT, or never let two jobs write',
  )
}

function sums({ wrongSum }: BucketProbe): Diagnosis {
  const subject = 'bucket checksum'
  if (wrongSum === 'refused')
    return ok(subject, 'the server refuses a body that is not what its SHA-256 says')
  const what =
    'the server stores a body that is not what its SHA-256 says: damage shows only when it is read back'
  return warn(subject, what, 'use a server that checks x-amz-checksum-sha256')
}

function readBack({ readBack: found }: BucketProbe): Diagnosis {
  const subject = 'bucket read-back'
  if (found === 'same') return ok(subject, 'what was written reads back as the same bytes')
  return fail(
    subject,
    'what was written does not read back as the same bytes',
    'find out who writes to .probe/create-once, or what alters bytes on the way',
  )
}

function encrypted({ encryption }: BucketProbe, asked: S3Encryption['kind']): Diagnosis {
  const subject = 'bucket encryption'
  if (encryption !== undefined) return ok(subject, `the server states ${encryption}`)
  const what =
    asked === 'none'
      ? 'not asked for, and the server states none'
      : `asked for as ${asked}; the server does not state that it encrypts`
  return warn(subject, what, "have the disks encrypted, or set the bucket's default encryption")
}
