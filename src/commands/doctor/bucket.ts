import type { BucketFacts } from '../../archive/s3/bucket.ts'
import { ok, warn, type Diagnosis } from './diagnosis.ts'

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
