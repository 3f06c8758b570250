import fc from 'fast-check'

/** Every property test of `npm test` starts from it, so that the suite gives the same result every time. */
const SEED = 20261128

/** `EXHIBIT_SEED` is another seed, a number, or `random` for one that is printed: with it a failure can be repeated. */
const stated = process.env.EXHIBIT_SEED
const seed =
  stated === 'random' ? Math.floor(Math.random() * 2 ** 31) : stated ? Number(stated) : SEED

if (!Number.isInteger(seed)) throw new Error(`EXHIBIT_SEED is a number or random: ${stated ?? ''}`)
if (stated) process.stdout.write(`EXHIBIT_SEED=${seed}\n`)

fc.configureGlobal({ seed })
