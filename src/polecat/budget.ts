import { z } from 'zod'
import { sixPlaces } from '../text/round-to-micros.ts'

/** What an agent may spend. Read from what the agent prints: holds against accidents, not against an agent that lies. */
export const budget = z.strictObject({
  costUSD: z
    .number()
    .min(0)
    .max(100_000)
    .overwrite(sixPlaces)
    .optional()
    .describe('Most US dollars of one attempt, rounded to six places.'),
  tokens: z.int().min(1).max(10_000_000_000).optional().describe('Most tokens of one attempt, of all kinds together.'),
  turns: z.int().min(1).max(100_000).optional().describe('Most turns of one attempt.'),
  idleSeconds: z
    .int()
    .min(10)
    .max(14_400)
    .optional()
    .describe('Seconds without any activity after which it counts as hung.'),
  onRateLimit: z
    .enum(['wait', 'stop'])
    .optional()
    .describe("Whether to wait or to stop when the model's service limits the rate; wait, where it is not set."),
})
export type Budget = z.infer<typeof budget>
