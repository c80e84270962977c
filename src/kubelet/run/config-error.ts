/** A container that cannot be made as its pod describes it; told as its waiting reason and tried again. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly reason: 'CreateContainerConfigError' | 'FailedMount'

  constructor(reason: ConfigError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}
