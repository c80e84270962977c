import { z } from 'zod'
import { roundToMicros } from '../text/round-to-micros.ts'

/** Limits of the agent per attempt. Read from what the agent prints: holds against accidents, not against an agent that lies. */
export const budget = z.strictObject({
  costUSD: z
    .number()
    .min(0)
    .max(100_000)
    .overwrite(roundToMicros)
    .optional()
    .describe('Maximum cost per attempt in USD, rounded to six places.'),
  tokens: z.int().min(1).max(10_000_000_000).optional().describe('Maximum tokens per attempt, of all kinds together.'),
  turns: z.int().min(1).max(100_000).optional().describe('Maximum turns per attempt.'),
  idleSeconds: z
    .int()
    .min(10)
    .max(14_400)
    .optional()
    .describe('Seconds without activity after which the agent counts as hung.'),
  onRateLimit: z
    .enum(['wait', 'stop'])
    .optional()
    .describe('Whether to wait or to stop when the model provider limits the rate (default: wait).'),
})
export type Budget = z.infer<typeof budget>
