import { looseItems, looseMember, looseText } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import { suggestion } from '../../core/nearest.ts'

/** Ids of the controls of a catalogue, by framework. */
export type KnownControls = ReadonlyMap<string, readonly string[]>

/** Tells each entry of a list that names a framework, or a control in one, that the catalogue does not have. */
export function tellUnknownControl(
  value: Loose,
  list: string,
  known: KnownControls,
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
