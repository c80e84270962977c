import { openStory } from '../test/support/story.ts'
import type { Figure } from './figure.ts'
import { ok } from './machine.ts'
import { median, round } from './measure.ts'

export async function* localUp(): AsyncGenerator<Figure> {
  const seconds: number[] = []
  for (let index = 0; index < 9; index++) {
    const story = await openStory()
    try {
      const start = performance.now()
      await ok(story, ['local', 'up'])
      seconds.push((performance.now() - start) / 1000)
    } finally {
      await story.close()
    }
  }
  yield { what: 'local up from nothing to ready', ours: round(median(seconds)), unit: 's', goal: '0.7 s' }
}
