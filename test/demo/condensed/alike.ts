/** What is said of controls, and behind it the ids of all of which the same is said; in the order of the first. */
export function alike(
  all: readonly (readonly [control: string, said: string])[],
): readonly string[] {
  const grouped = Map.groupBy(all, ([, said]) => said)
  return Array.from(
    grouped,
    ([said, controls]) => `${said}\n    ${controls.map(([control]) => control).join(', ')}`,
  )
}
