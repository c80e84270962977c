import { expect, test } from 'vitest'
import { proxyFor } from '../../../src/kube/transport/proxy-choice.ts'

const proxy = 'http://proxy:3128'

test.each<[string, NodeJS.ProcessEnv, string | undefined]>([
  ['https://k8s.corp:6443', {}, undefined],
  ['https://k8s.corp:6443', { HTTPS_PROXY: proxy }, proxy],
  ['https://k8s.corp:6443', { https_proxy: proxy }, proxy],
  ['https://k8s.corp:6443', { HTTPS_PROXY: proxy, https_proxy: 'http://other' }, proxy],
  ['https://k8s.corp:6443', { HTTP_PROXY: proxy }, undefined],
  ['http://k8s.corp', { HTTP_PROXY: proxy }, proxy],
  ['https://k8s.corp:6443', { HTTPS_PROXY: 'proxy:3128' }, proxy],
  ['https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://127.0.0.7:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://k8s.corp', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
  ['https://k8s.corp', { HTTPS_PROXY: proxy, NO_PROXY: 'corp' }, undefined],
  ['https://k8s.corp', { HTTPS_PROXY: proxy, no_proxy: 'x, K8S.corp ,y' }, undefined],
  ['https://xk8s.corp', { HTTPS_PROXY: proxy, NO_PROXY: 'k8s.corp' }, proxy],
  ['https://k8s.corp', { HTTPS_PROXY: proxy, NO_PROXY: '.corp' }, undefined],
  ['https://corp', { HTTPS_PROXY: proxy, NO_PROXY: '.corp' }, proxy],
  ['https://a.corp', { HTTPS_PROXY: proxy, NO_PROXY: '*.corp' }, undefined],
  ['https://k8s.corp:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'k8s.corp:6443' }, undefined],
  ['https://k8s.corp:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'k8s.corp:443' }, proxy],
  ['https://k8s.corp', { HTTPS_PROXY: proxy, NO_PROXY: 'k8s.corp:443' }, undefined],
  ['https://10.1.2.3', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://11.1.2.3', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, proxy],
  ['https://10.1.2.3', { HTTPS_PROXY: proxy, NO_PROXY: '10.1.2.3' }, undefined],
  ['https://[fd00::5]', { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::/8' }, undefined],
  ['https://[fd00::5]:6443', { HTTPS_PROXY: proxy, NO_PROXY: '[fd00::5]:6443' }, undefined],
  ['https://k8s.corp', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/99,/,:,' }, proxy],
])('%s with %j', (url, env, expected) => {
  expect(proxyFor(new URL(url), env)).toBe(expected)
})
