export const GET = ({ locals, request }) => locals.relais.consents(request, locals.who)
export const POST = ({ locals, request }) => locals.relais.consent(request, locals.who)
