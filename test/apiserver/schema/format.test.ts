import { expect, test } from 'vitest'
import { isOfFormat } from '../../../src/apiserver/schema/format.ts'

test.each([
  ['date', '2026-02-28', true],
  ['date', '2024-02-29', true],
  ['date', '2026-02-29', false],
  ['date', '2026-02-30', false],
  ['date', '2026-04-31', false],
  ['date', '2026-13-01', false],
  ['date', '2026-1-1', false],
  ['date-time', '2026-01-01T00:00:00Z', true],
  ['date-time', '2026-01-01t00:00:00.123456789+05:30', true],
  ['date-time', '2026-02-30T00:00:00Z', false],
  ['date-time', '2026-01-01T24:00:00Z', false],
  ['date-time', '2026-01-01T23:60:00Z', false],
  ['date-time', '2026-01-01 00:00:00Z', false],
  ['date-time', '2026-01-01T00:00:00', false],
  ['byte', '', true],
  ['byte', 'YQ==', true],
  ['byte', 'YQ=', false],
  ['byte', 'a-_b', false],
  ['uuid', '123e4567-e89b-12d3-a456-426614174000', true],
  ['uuid', '123E4567E89B12D3A456426614174000', true],
  ['uuid', '123e4567-e89b-12d3-a456-42661417400', false],
  ['uri', 'https://example.com/a?b', true],
  ['uri', 'example', false],
  ['email', 'a@b', true],
  ['email', 'a b@c', false],
  ['duration', '1h30m', true],
  ['duration', '1.5s', true],
  ['duration', '2 h', false],
  ['duration', '', false],
  // Formats that servers do not know are left to clients.
  ['no-such-format', 'anything', true],
  ['hasOwnProperty', 'anything', true],
  ['__defineGetter__', 'anything', true],
])('format %s: %j is right: %j', (format, value, right) => {
  expect(isOfFormat(value, format)).toBe(right)
})
