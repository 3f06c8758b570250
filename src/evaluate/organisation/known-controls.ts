import { looseItems, looseMember, looseText } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import { suggestion } from '../../core/nearest.ts'

/** What statements may name of a catalogue. */
export type KnownControls = {
  /** ids of controls, by framework */
  readonly controls: ReadonlyMap<string, readonly string[]>
  /** ids of the checks that the organisation wrote */
  readonly customChecks: readonly string[]
}

/** Tells each entry of a list that names a framework, or a control in one, that the catalogue does not have. */
export function tellUnknownControl(
  value: Loose,
  list: string,
  { controls: known }: KnownControls,
  tell: Tell,
): void {
  for (const [index, entry] of looseItems(looseMember(value, list)).entries()) {
    const framework = looseText(looseMember(entry, 'framework'))
    const control = looseText(looseMember(entry, 'control'))
    const controls = known.get(framework)
    if (framework !== '' && controls === undefined)
      tell(
        [list, index, 'framework'],
        `unknown framework${suggestion(framework, [...known.keys()])}`,
      )
    if (controls !== undefined && control !== '' && !controls.includes(control))
      tell([list, index, 'control'], `unknown control${suggestion(control, controls)}`)
  }
}
