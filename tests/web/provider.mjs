// A certified OpenID Connect provider on loopback. usage: node provider.mjs MODULES ACCOUNTS CLIENT REDIRECT [TENANT]
// Writes its issuer as the first line of standard output. `login_hint` chooses the account. With TENANT its discovery
// document names the issuer by a template, as Microsoft's does.
import http from 'node:http'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [modules, accountsText, client, redirect, tenant] = process.argv.slice(2)
const require = createRequire(pathToFileURL(modules + '/'))
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')))
const accounts = JSON.parse(accountsText)
const server = http.createServer()
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`
const issuer = tenant ? `${origin}/${tenant}/v2.0` : origin

const provider = new Provider(issuer, {
  clients: [{ client_id: client, client_secret: 'a-secret-of-this-test', redirect_uris: [redirect] }],
  claims: { openid: ['sub', 'tid', 'oid', 'xms_edov'], email: ['email', 'email_verified'], profile: ['name', 'hd'] },
  conformIdTokenClaims: !tenant,
  features: { devInteractions: { enabled: false } },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
})
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next()
  const { params } = await provider.interactionDetails(ctx.req, ctx.res)
  const accountId = params.login_hint
  const grant = new provider.Grant({ accountId, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  const grantId = await grant.save()
  await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId }, consent: { grantId } })
  ctx.respond = false
})
const answer = provider.callback()
server.on('request', async (request, response) => {
  if (tenant && request.url === '/common/v2.0/.well-known/openid-configuration') {
    const found = await (await fetch(`${origin}/.well-known/openid-configuration`)).json()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...found, issuer: `${origin}/{tenantid}/v2.0` }))
    return
  }
  answer(request, response)
})
console.log(tenant ? `${origin}/common/v2.0` : issuer)
