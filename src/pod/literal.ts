/** Kubernetes expands `$(VAR)` in commands, arguments and values of variables; doubled, a `$` stands for itself. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$')
}
