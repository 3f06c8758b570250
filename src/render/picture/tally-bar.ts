import type { FrameworkView } from '../report-schema.ts'
import { counted } from '../text.ts'
import { beyondReachWords } from '../view/beyond-reach.ts'
import { picture } from './svg.ts'
import { textured } from './texture.ts'

const WIDTH = 660
const HEIGHT = 14

/** One bar over all controls of a framework, a part for each result, worst first; the figures stand in the table below it. */
export function tallyBar(framework: FrameworkView): string {
  const { tallies, total, nouns, noun, outOfReach } = framework
  const said = tallies
    .filter(({ count }) => count > 0)
    .map(({ outcome, count, word }) => {
      const apart = outcome === 'undetermined' ? beyondReachWords(outOfReach) : ''
      return `${count} ${word}${apart}`
    })
  let x = 0.5
  const parts = tallies.map(({ outcome, count }) => {
    const width = total === 0 ? 0 : (count / total) * (WIDTH - 1)
    const part = count === 0 ? '' : textured({ x, y: 0.5, width, height: HEIGHT - 1 }, outcome)
    x += width
    return part
  })
  const words = `${counted(total, noun, nouns)}: ${said.join(', ')}`
  return picture(WIDTH, HEIGHT, words, parts.join(''))
}
