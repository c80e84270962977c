import type { Resources } from './kubernetes.ts'

export const sizeNames = ['light', 'medium', 'heavy'] as const
export type SizeName = (typeof sizeNames)[number]

/** CPU and memory of an agent: docs and settings, features, refactoring. */
export const sizes = {
  light: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '2Gi' } },
  medium: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
  heavy: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '8Gi' } },
} as const satisfies Record<SizeName, Resources>

export const defaultSize: SizeName = 'medium'
