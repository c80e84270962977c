/** The client credential of a kubeconfig, as PEM. */
export function credentialsOf(kubeconfig: string): { ca: string; cert: string; key: string } {
  const part = (name: string) => {
    const found = new RegExp(`"${name}": "(\\S+)"`).exec(kubeconfig)?.[1] ?? ''
    return Buffer.from(found, 'base64').toString('utf8')
  }
  return {
    ca: part('certificate-authority-data'),
    cert: part('client-certificate-data'),
    key: part('client-key-data'),
  }
}
