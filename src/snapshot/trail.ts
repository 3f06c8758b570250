type Token = string | number

/** Where a walk through an object is: reference tokens of a JSON pointer (RFC 6901), already escaped. */
export class Trail {
  readonly #tokens: Token[] = []
  /** texts of the pointers to the levels above, as far as they were asked for and still hold */
  readonly #texts: string[] = ['']
  #depth = 0
  #known = 0

  enter(token: Token): void {
    this.#tokens[this.#depth] = token
    if (this.#known > this.#depth) this.#known = this.#depth
    this.#depth++
  }

  leave(): void {
    this.#depth--
  }

  /** The pointer to here. */
  pointer(): string {
    for (; this.#known < this.#depth; this.#known++)
      this.#texts[this.#known + 1] =
        `${this.#texts[this.#known] ?? ''}/${this.#tokens[this.#known] ?? ''}`
    return this.#texts[this.#depth] ?? ''
  }
}
