export const POST = ({ locals, request }) => locals.relais.renewRecoveryCodes(request, locals.who)
