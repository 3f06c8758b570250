import { expect } from 'chai'
import { parseGoBool } from '../../src/core/go-words.ts'

describe('parseGoBool', () => {
  it('takes the words of strconv.ParseBool and no other', () => {
    for (const word of ['1', 't', 'T', 'TRUE', 'true', 'True'])
      expect(parseGoBool(word), word).to.equal(true)
    for (const word of ['0', 'f', 'F', 'FALSE', 'false', 'False'])
      expect(parseGoBool(word), word).to.equal(false)
    for (const word of ['', 'yes', 'tRUE', 'enabled', ' true', '01'])
      expect(parseGoBool(word), word).to.equal(undefined)
  })
})
