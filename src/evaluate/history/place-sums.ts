import { digestOf, hexOf } from '../../core/digest.ts'
import { parseIpAddress } from '../../core/ip-address.ts'
import type { Observed } from '../../model/history.ts'
import { byText } from '../answers.ts'
import type { Range } from '../joined-ranges.ts'

/** So much of a digest tells one state from another in a list of what changed. */
const DIGITS = 16

/** So many digests of lines are kept at once; what was dropped is made again. */
const KEPT = 100_000

/**
 * A digest of the lines of each place, whatever their order. Each line may be added once. It holds one number a place (the sum of its lines' SHA-256 modulo
 * 2^256), since lines of one place may come from anywhere among those of others and are as many as there are pairs of workloads.
 */
export class PlaceSums {
  readonly #sums = new Map<string, bigint>()
  readonly #numbers = new Map<string, bigint>()

  add(place: string, line: string): void {
    this.#add(place, this.#numberOf(`line ${line}`))
  }

  /** Addresses to which one answer is given; they may come in any pieces that do not overlap, since where two pieces meet the end of one takes the start of the other away. */
  addRange(place: string, answers: string, { from, to }: Range): void {
    const [start, end] = [valueOf(from), valueOf(to) + 1n]
    const family = from.includes(':') ? 6 : 4
    this.#add(place, this.#numberOf(`address ${family} ${start} ${answers}`))
    this.#add(place, -this.#numberOf(`address ${family} ${end} ${answers}`))
  }

  /** Each place with its digest, sorted by place. */
  all(): Observed['values'] {
    return [...this.#sums]
      .map(([place, sum]) => [place, hexOf(digestOf(String(sum))).slice(0, DIGITS)] as const)
      .sort(([one], [other]) => byText(one, other))
  }

  #add(place: string, number: bigint): void {
    this.#sums.set(place, BigInt.asUintN(256, (this.#sums.get(place) ?? 0n) + number))
  }

  #numberOf(line: string): bigint {
    const known = this.#numbers.get(line)
    if (known !== undefined) return known
    if (this.#numbers.size >= KEPT) this.#numbers.clear()
    const number = BigInt(`0x${hexOf(digestOf(line))}`)
    this.#numbers.set(line, number)
    return number
  }
}

function valueOf(text: string): bigint {
  const address = parseIpAddress(text)
  if (address === undefined) throw new Error(`not an address: ${text}`)
  return address.value
}
