/** A number with the words behind it: `1 pod was`, `3 pods were`. */
export function numbered(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`
}
